'use strict';

const byId = id => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';

let chosen = null; // the file that is asked about
let asking = null; // ends the question before, when another is asked
let shownUrl = null; // of the picture on the page

byId('form').addEventListener('submit', event => { event.preventDefault(); ask(); });
byId('file').addEventListener('change', event => choose(event.target.files[0]));
byId('texts').addEventListener('change', event => byId('boxes').classList.toggle('no-texts', !event.target.checked));

// the whole page takes a file, or the browser would leave the page for a picture that was dropped beside the field
document.addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('over'); });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) document.body.classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  document.body.classList.remove('over');
  byId('file').value = '';
  choose(event.dataTransfer.files[0]);
});

function choose(file) {
  chosen = file || null;
  ask();
}

async function ask() {
  clear();
  if (!chosen) {
    return explain({title: 'There is no file', detail: 'Drop a picture onto the page, or choose one, and ask again.'});
  }
  const file = chosen;
  const service = new FormData(byId('form')).get('service');
  const current = asking = new AbortController();
  const begun = performance.now();
  byId('ask').disabled = true;
  say(`Asking ${service} about ${file.name} …`);
  try {
    // the picture first: what can't be shown need not keep the service from its answer, nor the other way round
    const [shown, response] = await Promise.all([
      show(file),
      fetch(`predict/${service}`, {
        method: 'POST',
        body: file,
        headers: {'Content-Type': file.type || 'application/octet-stream'},
        signal: current.signal
      })
    ]);
    const text = await response.text();
    if (!response.ok) return explain(problem(text, response));
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    answer(JSON.parse(text), shown, `${service}, ${file.name}, ${seconds} s`);
  } catch (error) {
    if (current.signal.aborted) return;
    explain(error instanceof SyntaxError
      ? {title: 'The answer is no JSON', detail: error.message}
      : {title: 'This page\'s own server does not answer', detail: 'Is the application still running? ' + error.message});
  } finally {
    if (asking === current) byId('ask').disabled = false;
  }
}

function clear() {
  if (asking) asking.abort();
  say('');
  byId('problem').hidden = true;
  byId('result').hidden = true;
  byId('boxes').replaceChildren();
  if (shownUrl) URL.revokeObjectURL(shownUrl);
  shownUrl = null;
}

/** Whether the file is a picture that the browser can show. */
async function show(file) {
  const image = byId('picture');
  image.removeAttribute('src');
  if (!file.type.startsWith('image/')) return false;
  shownUrl = URL.createObjectURL(file);
  image.src = shownUrl;
  image.alt = file.name;
  return image.decode().then(() => true, () => false);
}

function problem(text, response) {
  try {
    return JSON.parse(text);
  } catch {
    return {title: `The server answered ${response.status} ${response.statusText}`, detail: ''};
  }
}

function explain({title, detail, hint, errorCode, requestId}) {
  say('');
  byId('problem-title').textContent = title;
  byId('problem-detail').textContent = detail || '';
  byId('problem-hint').textContent = hint ? `What to do: ${hint}` : '';
  byId('problem-facts').textContent =
    [errorCode && `Error code ${errorCode}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  byId('problem').hidden = false;
}

function answer(json, picture, about) {
  byId('json').textContent = compact(json);
  byId('picture-side').hidden = !picture;
  byId('result').classList.toggle('no-picture', !picture);
  byId('result').hidden = false;
  let lines = [];
  try {
    lines = found(json);
    say(`${summary(json, lines)} (${about})`);
    if (picture) draw(lines);
  } catch (error) {
    lines = [];
    explain({title: 'The answer has another shape than this page draws', detail: `${error.message}. The service answered: ${about}`});
  }
  byId('texts-choice').hidden = !lines.length;
}

/** What ModelArts' object detection found: classes, which are the texts here, boxes in pixels, scores. */
function found(json) {
  if (json === null || typeof json !== 'object') throw new TypeError('It is no object');
  if (!json.detection_boxes) return [];
  const boxes = list(json, 'detection_boxes');
  const texts = list(json, 'detection_classes');
  const scores = list(json, 'detection_scores');
  if (texts.length !== boxes.length || scores.length !== boxes.length) {
    throw new TypeError('There are not as many detection_classes and detection_scores as detection_boxes');
  }
  return boxes.map((box, i) => {
    if (!Array.isArray(box) || box.length !== 4) throw new TypeError(`detection_boxes[${i}] is no list of four edges`);
    const [top, left, bottom, right] = box.map(edge => number(edge, `detection_boxes[${i}]`));
    return {top, left, bottom, right, text: String(texts[i]), score: number(scores[i], `detection_scores[${i}]`)};
  });
}

/** In a few words; the names of fields are those that the component's records know. */
function summary(json, lines) {
  if (json.detection_boxes) {
    return lines.length === 0 ? 'Nothing found' : lines.length === 1 ? '1 line of text' : `${lines.length} lines of text`;
  }
  const label = first(json, ['predicted_label', 'predict_label']);
  if (label !== undefined) {
    const score = json.scores ? list(json, 'scores').find(pair => Array.isArray(pair) && pair[0] === label) : undefined;
    return label + (score ? `, score ${number(score[1], 'scores').toFixed(3)}` : '');
  }
  if (!json.data || !json.data.resp_data) return 'Answered';
  return list(json.data, 'resp_data').map((record, i) => {
    const result = first(record || {}, ['predict_result', 'predictresult', 'predictioncol', 'predict']);
    if (result === undefined) throw new TypeError(`data.resp_data[${i}] has no prediction`);
    return result;
  }).join(', ');
}

/** The first of these fields that has a value. */
function first(object, names) {
  return names.map(name => object[name]).find(value => value !== undefined && value !== null);
}

function list(object, name) {
  if (!Array.isArray(object[name])) throw new TypeError(`${name} is no list`);
  return object[name];
}

/** A number, or text that is one: some models write theirs so. */
function number(value, name) {
  const read = typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : NaN;
  if (!Number.isFinite(read)) throw new TypeError(`${name} holds what is no number`);
  return read;
}

function draw(lines) {
  const image = byId('picture');
  const boxes = byId('boxes');
  // the picture's own pixels: the browser scales the boxes with it
  boxes.setAttribute('viewBox', `0 0 ${image.naturalWidth} ${image.naturalHeight}`);
  boxes.setAttribute('aria-label', lines.map(line => line.text).join('\n'));
  for (const line of lines) {
    const width = line.right - line.left;
    const height = line.bottom - line.top;
    const sure = line.score >= 0.9 ? 'sure' : line.score >= 0.7 ? 'unsure' : 'doubtful';
    const group = element('g', {}, boxes);
    element('title', {}, group).textContent = `${line.text} (${line.score})`;
    element('rect', {class: 'text paper', x: line.left, y: line.top, width, height}, group);
    element('text', {
      class: 'text', x: line.left + height * 0.1, y: line.bottom - height * 0.24, 'font-size': height * 0.72,
      textLength: Math.max(1, width - height * 0.2), lengthAdjust: 'spacingAndGlyphs'
    }, group).textContent = line.text;
    element('rect', {class: `box ${sure}`, x: line.left, y: line.top, width, height}, group);
  }
}

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  parent.append(made);
  return made;
}

/** Indented, but lists of numbers on one line: a box is easier to read so. */
function compact(json) {
  return JSON.stringify(json, null, 2)
    .replace(/\[\s+(-?[\d.eE+-]+(?:,\s+-?[\d.eE+-]+)*)\s+\]/g, (all, numbers) => `[${numbers.replace(/\s+/g, ' ')}]`);
}

function say(text) {
  byId('status').textContent = text;
}
