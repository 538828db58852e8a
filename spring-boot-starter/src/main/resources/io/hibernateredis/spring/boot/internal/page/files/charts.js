// Line charts of a time window, as SVG. No value of the page's data ever becomes markup.

const SVG = 'http://www.w3.org/2000/svg';
const LEFT = 40;
const RIGHT = 6;
const TOP = 8;
const BOTTOM = 20;

export function svg(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) {
    element.setAttribute(key, value);
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

function niceCeiling(value) {
  if (!(value > 0)) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 0.999);
}

function clock(millis) {
  return new Date(millis).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
}

/**
 * Draws a chart anew.
 *
 * series: [{values: [number or null], second: boolean, area: boolean}], each as long as times
 * options: {max, format, label}
 */
export function draw(box, times, series, options) {
  const width = Math.max(160, box.clientWidth);
  const height = Math.max(100, box.clientHeight);
  const end = times.length ? times[times.length - 1] : Date.now();
  const start = Math.min(times.length ? times[0] : end, end - 60_000);
  const all = series.flatMap((each) => each.values.filter((value) => value !== null));
  const max = options.max || niceCeiling(Math.max(0, ...all));
  const x = (time) => LEFT + ((time - start) / (end - start)) * (width - LEFT - RIGHT);
  const y = (value) => height - BOTTOM - (Math.min(value, max) / max) * (height - TOP - BOTTOM);
  const root = svg('svg', {
    viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': summary(series, options),
  });
  for (const part of [0, 0.5, 1]) {
    const at = y(part * max);
    root.append(svg('line', {class: 'grid', x1: LEFT, x2: width - RIGHT, y1: at, y2: at}));
    root.append(svg('text', {x: LEFT - 6, y: at + 4, 'text-anchor': 'end'}, options.format(part * max)));
  }
  root.append(svg('text', {x: LEFT, y: height - 4}, clock(start)));
  root.append(svg('text', {x: width - RIGHT, y: height - 4, 'text-anchor': 'end'}, clock(end)));
  for (const each of series) {
    drawSeries(root, each, times, x, y);
  }
  hover(root, times, series, options, x, y, {width, height, start, end});
  box.replaceChildren(root);
}

function drawSeries(root, each, times, x, y) {
  let path = '';
  let area = '';
  let run = [];
  const finish = () => {
    if (run.length === 1) {
      root.append(svg('circle', {class: each.second ? 'dot second' : 'dot', cx: run[0][0], cy: run[0][1], r: 1.75}));
    } else if (run.length) {
      const line = run.map((point) => point.map((n) => n.toFixed(1)).join(' ')).join('L');
      path += 'M' + line;
      area += `M${run[0][0]} ${y(0)}L${line}L${run[run.length - 1][0]} ${y(0)}Z`;
    }
    run = [];
  };
  each.values.forEach((value, i) => {
    if (value === null) {
      finish();
    } else {
      run.push([x(times[i]), y(value)]);
    }
  });
  finish();
  if (each.area) {
    root.append(svg('path', {class: 'area', d: area}));
  }
  root.append(svg('path', {class: each.second ? 'series second' : 'series', d: path}));
}

function summary(series, options) {
  const values = series[0].values.filter((value) => value !== null);
  return values.length
    ? `${options.label}: ${options.format(values[values.length - 1])} at last,`
      + ` between ${options.format(Math.min(...values))} and ${options.format(Math.max(...values))}`
    : `${options.label}: nothing yet`;
}

function hover(root, times, series, options, x, y, size) {
  if (!times.length) {
    return;
  }
  const mark = svg('g', {visibility: 'hidden'});
  const cross = svg('line', {class: 'cross', y1: TOP, y2: size.height - BOTTOM});
  const text = svg('text', {y: TOP + 6});
  mark.append(cross, text);
  root.append(mark);
  root.addEventListener('pointerleave', () => mark.setAttribute('visibility', 'hidden'));
  root.addEventListener('pointermove', (event) => {
    const at = event.clientX - root.getBoundingClientRect().left;
    let nearest = 0;
    times.forEach((time, i) => {
      if (Math.abs(x(time) - at) < Math.abs(x(times[nearest]) - at)) {
        nearest = i;
      }
    });
    const position = x(times[nearest]);
    const values = series.map((each) => each.values[nearest])
      .map((value) => (value === null ? '–' : options.format(value)));
    cross.setAttribute('x1', position);
    cross.setAttribute('x2', position);
    text.textContent = `${clock(times[nearest])}  ${values.join(' / ')}`;
    const right = position > size.width / 2;
    text.setAttribute('x', right ? position - 6 : position + 6);
    text.setAttribute('text-anchor', right ? 'end' : 'start');
    mark.setAttribute('visibility', 'visible');
  });
}

/** A ratio as a small bar. */
export function bar(ratio) {
  const root = svg('svg', {class: 'bar', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'});
  root.append(svg('rect', {class: 'back', width: 100, height: 10}));
  root.append(svg('rect', {class: 'part', width: (100 * ratio).toFixed(1), height: 10}));
  return root;
}
