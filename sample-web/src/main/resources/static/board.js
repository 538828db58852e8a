// The board of this instance, asked for each second: what another instance changes is seen here at once.

const $ = (id) => document.getElementById(id);
const STATES = {OPEN: 'Open', DOING: 'Doing', DONE: 'Done'};

async function send(path, method, body) {
  const response = await fetch(`board${path}`, {
    method, headers: {'Content-Type': 'application/json'}, body: body && JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`the board answered ${response.status}`);
  }
  return response.json();
}

function say(answer) {
  const count = answer.statements;
  $('answer').textContent = `${location.host} answered with ${count} SQL ${count === 1 ? 'statement' : 'statements'}.`;
}

function item(task) {
  const row = document.createElement('li');
  const title = document.createElement('input');
  const status = document.createElement('select');
  title.value = task.title;
  title.maxLength = 200;
  title.setAttribute('aria-label', `Title of task ${task.id}`);
  status.setAttribute('aria-label', `Status of task ${task.id}`);
  for (const [value, text] of Object.entries(STATES)) {
    status.add(new Option(text, value, false, value === task.status));
  }
  const change = async () => {
    say(await send(`/tasks/${task.id}`, 'PUT', {title: title.value, status: status.value}));
    await show();
  };
  title.addEventListener('change', change);
  status.addEventListener('change', change);
  row.append(title, status);
  return row;
}

// The ETag of what was shown last: while no instance has changed a task, it is confirmed without being sent.
let etag = '';

// Returns null if it is confirmed. The browser would do the same by itself, and not tell.
async function board() {
  const response = await fetch('board', {cache: 'no-store', headers: etag ? {'If-None-Match': etag} : {}});
  if (response.status === 304) {
    return null;
  }
  if (!response.ok) {
    throw new Error(`the board answered ${response.status}`);
  }
  etag = response.headers.get('ETag') ?? '';
  return response.json();
}

async function show() {
  const answer = await board();
  if (answer === null) {
    $('answer').textContent = `${location.host} answered that nothing has changed (304), without SQL.`;
    return;
  }
  say(answer);
  $('instances').replaceChildren(...answer.instances.map((url) => {
    const link = document.createElement('a');
    link.href = url;
    link.textContent = `${new URL(url).port} `;
    return link;
  }));
  if ($('columns').contains(document.activeElement)) {
    etag = '';  // It is not shown, so it is asked for again.
    return;
  }
  $('columns').replaceChildren(...Object.entries(answer.board).map(([status, tasks]) => {
    const column = document.createElement('section');
    const head = document.createElement('h2');
    const list = document.createElement('ul');
    head.textContent = `${STATES[status]} (${tasks.length})`;
    list.append(...tasks.map(item));
    column.append(head, list);
    return column;
  }));
}

$('add').addEventListener('submit', async (event) => {
  event.preventDefault();
  await send('/tasks', 'POST', {title: $('title').value, status: 'OPEN'});
  $('title').value = '';
  await show();
});
setInterval(() => document.hidden || show().catch((e) => { $('answer').textContent = e.message; }), 1000);
show();
