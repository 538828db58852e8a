package com.example.board;

import io.hibernateredis.spring.boot.HttpCached;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class BoardController {

    private final BoardRepository boards;
    private final TaskRepository tasks;

    public BoardController(BoardRepository boards, TaskRepository tasks) {
        this.boards = boards;
        this.tasks = tasks;
    }

    @GetMapping("/boards")
    public List<String> boards() {
        return boards.findAll().stream().map(Board::getName).sorted().toList();
    }

    // documentation: begin
    @GetMapping("/boards/{id}/points")
    @HttpCached(tags = "board:{id}", cacheControl = "max-age=5, stale-while-revalidate=30")
    public Map<Long, Integer> points(@PathVariable long id) {
        return tasks.findByBoardIdOrderById(id).stream()
                .collect(Collectors.toMap(Task::getId, Task::getPoints));
    }
    // documentation: end
}
