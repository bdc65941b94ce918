'use strict';

const byId = id => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';

let chosen = null; // the file to send
let asking = null; // cancels the request in flight when another one starts
let shownUrl = null; // of the picture on the page

/** What the person in front of the page can do, by the status of the response. */
const ADVICE = {
  400: 'Choose another file.',
  413: 'Choose a smaller file.',
  415: 'Choose a PNG or JPEG picture. For an iris, choose a JSON file.',
  502: 'Try again in a minute. If this message comes again, tell the operator of this page.',
  503: 'Wait a minute, then try again.',
  504: 'Try again in a minute. If this message comes again, tell the operator of this page.'
};

byId('form').addEventListener('submit', event => { event.preventDefault(); ask(); });
byId('file').addEventListener('change', event => choose(event.target.files[0]));
byId('samples').addEventListener('click', event => { if (event.target.dataset.sample) trySample(event.target.dataset); });
byId('texts').addEventListener('change', event => byId('boxes').classList.toggle('no-texts', !event.target.checked));

// the whole page accepts a file: otherwise the browser would open a picture that is dropped beside the field
document.addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('over'); });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) document.body.classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  document.body.classList.remove('over');
  const files = event.dataTransfer.files;
  if (files.length > 1) {
    clear();
    return explain({title: 'You dropped several files', detail: '', advice: 'Drop one file at a time.'});
  }
  showName(files[0]);
  choose(files[0]);
});

/** Puts the file into the field, which then shows its name. */
function showName(file) {
  const held = new DataTransfer();
  if (file) held.items.add(file);
  byId('file').files = held.files;
}

function choose(file) {
  chosen = file || null;
  ask();
}

/** Takes a sample as if it had been dropped. */
async function trySample({sample, service}) {
  clear();
  try {
    const response = await fetch(`samples/${sample}`);
    if (!response.ok) throw new Error(`${sample}: ${response.status}`);
    const content = await response.blob();
    const file = new File([content], sample, {type: content.type});
    document.querySelector(`[name=service][value=${service}]`).checked = true;
    showName(file);
    choose(file);
  } catch (error) {
    explain(unreachable(error));
  }
}

async function ask() {
  clear();
  if (!chosen) {
    return explain({title: 'There is no file yet', detail: '', advice: 'Drop a picture onto the page, choose one, or try a sample.'});
  }
  const file = chosen;
  const service = new FormData(byId('form')).get('service');
  const current = asking = new AbortController();
  const begun = performance.now();
  byId('ask').disabled = true;
  say(`Working on ${file.name}. This can take some seconds …`);
  try {
    // both at once: the service can read a picture that the browser can't show, and the reverse
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
    present(JSON.parse(text), shown, `${file.name}, ${seconds} s`);
  } catch (error) {
    if (current.signal.aborted) return;
    explain(error instanceof SyntaxError
      ? {title: 'The response is not JSON', detail: error.message, advice: ADVICE[502]}
      : unreachable(error));
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

/** Shows the file if it is a picture. Resolves to false if the browser can't show it. */
async function show(file) {
  const image = byId('picture');
  image.removeAttribute('src');
  if (!file.type.startsWith('image/')) return false;
  shownUrl = URL.createObjectURL(file);
  image.src = shownUrl;
  image.alt = file.name;
  return image.decode().then(() => true, () => false);
}

function unreachable(error) {
  return {
    title: 'The server of this page does not respond',
    detail: error.message,
    advice: 'Check that the application is still running, then try again.'
  };
}

function problem(text, response) {
  const advice = ADVICE[response.status] || 'Tell the operator of this page.';
  try {
    return {...JSON.parse(text), advice};
  } catch {
    return {title: `The server returned ${response.status} ${response.statusText}`, detail: '', advice};
  }
}

function explain({title, detail, advice, hint, errorCode, requestId}) {
  say('');
  byId('problem-title').textContent = title;
  byId('problem-detail').textContent = detail || '';
  byId('problem-advice').textContent = advice ? `What to do: ${advice}` : '';
  byId('problem-hint').textContent = hint ? `For the operator: ${hint}` : '';
  byId('problem-facts').textContent =
    [errorCode && `Error code ${errorCode}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  byId('problem').hidden = false;
}

function present(json, picture, about) {
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
    explain({
      title: 'This page cannot draw the response',
      detail: `${error.message} (${about}).`,
      advice: 'Read the details below, as the service sent them.'
    });
  }
  byId('texts-choice').hidden = byId('colours').hidden = !lines.length;
}

/** Reads a response of ModelArts' object detection: classes (here the texts), boxes in pixels, scores. */
function found(json) {
  if (json === null || typeof json !== 'object') throw new TypeError('The response is not an object');
  if (!json.detection_boxes) return [];
  const boxes = list(json, 'detection_boxes');
  const texts = list(json, 'detection_classes');
  const scores = list(json, 'detection_scores');
  if (texts.length !== boxes.length || scores.length !== boxes.length) {
    throw new TypeError('detection_boxes, detection_classes and detection_scores have different lengths');
  }
  return boxes.map((box, i) => {
    if (!Array.isArray(box) || box.length !== 4) throw new TypeError(`detection_boxes[${i}] is not a list of four edges`);
    const [top, left, bottom, right] = box.map(edge => number(edge, `detection_boxes[${i}]`));
    return {top, left, bottom, right, text: String(texts[i]), score: number(scores[i], `detection_scores[${i}]`)};
  });
}

/** Returns the result as a short text. It reads the same names of fields as the component's record classes. */
function summary(json, lines) {
  if (json.detection_boxes) {
    return lines.length === 0 ? 'No text found' : lines.length === 1 ? '1 line of text' : `${lines.length} lines of text`;
  }
  const label = first(json, ['predicted_label', 'predict_label']);
  if (label !== undefined) {
    const score = json.scores ? list(json, 'scores').find(pair => Array.isArray(pair) && pair[0] === label) : undefined;
    return label + (score ? `, score ${number(score[1], 'scores').toFixed(3)}` : '');
  }
  if (!json.data || !json.data.resp_data) return 'The service responded';
  return list(json.data, 'resp_data').map((record, i) => {
    const result = first(record || {}, ['predict_result', 'predictresult', 'predictioncol', 'predict']);
    if (result === undefined) throw new TypeError(`data.resp_data[${i}] has no prediction`);
    return result;
  }).join(', ');
}

/** Returns the value of the first of these fields that has one. */
function first(object, names) {
  return names.map(name => object[name]).find(value => value !== undefined && value !== null);
}

function list(object, name) {
  if (!Array.isArray(object[name])) throw new TypeError(`${name} is not a list`);
  return object[name];
}

/** Reads a number, also one that is written as text, as some models do. */
function number(value, name) {
  const read = typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : NaN;
  if (!Number.isFinite(read)) throw new TypeError(`${name} contains a value that is not a number`);
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

/** Indents JSON, but keeps lists of numbers on one line, because a box is easier to read on one line. */
function compact(json) {
  return JSON.stringify(json, null, 2)
    .replace(/\[\s+(-?[\d.eE+-]+(?:,\s+-?[\d.eE+-]+)*)\s+\]/g, (all, numbers) => `[${numbers.replace(/\s+/g, ' ')}]`);
}

function say(text) {
  byId('status').textContent = text;
}
