'use strict';

const byId = id => document.getElementById(id);
const LOCAL_OWNER = 'modelarts-local';

let conversation = []; // sent with each question, because the model keeps none
let models = [];
let answering = null; // cancels the answer that arrives now

/** What the person in front of the page can do, by the status of the response. */
const ADVICE = {
  400: 'Change the question, or begin a new conversation.',
  403: 'Ask in other words.',
  404: 'Choose another model.',
  413: 'Ask a shorter question, or begin a new conversation.',
  429: 'Wait a minute, then ask again.',
  502: 'Ask again in a minute. If this message comes again, tell the operator of this page.',
  504: 'Ask again in a minute, or ask for a shorter answer.'
};

/** A failure in plain words: what happened, and what to do. */
class Failure extends Error {
  constructor(detail, advice) {
    super(detail);
    this.advice = advice;
  }
}

byId('form').addEventListener('submit', event => { event.preventDefault(); ask(byId('question').value); });
byId('samples').addEventListener('click', event => { if (event.target.matches('button')) ask(event.target.textContent); });
byId('stop').addEventListener('click', stop);
byId('new').addEventListener('click', begin);
byId('model').addEventListener('change', showModel);
byId('question').addEventListener('keydown', event => {
  // while a character is composed of several keys, Enter ends the character
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId('form').requestSubmit();
  }
});
document.addEventListener('keydown', event => { if (event.key === 'Escape' && !event.isComposing) stop(); });
loadModels().catch(error => notify('The model is not known', error));

function stop() {
  if (answering) answering.abort();
}

function begin() {
  stop();
  conversation = [];
  byId('log').replaceChildren();
  byId('notice').replaceChildren();
  say('');
  byId('question').focus();
}

async function loadModels() {
  const response = await send('v1/models', {});
  models = (await response.json()).data;
  byId('model').replaceChildren(...models.map(({id}) => element('option', '', id)));
  if (!models.length) throw new Failure('The service has no model.', 'Tell the operator of this page.');
  showModel();
}

function showModel() {
  const chosen = models.find(({id}) => id === byId('model').value);
  byId('local').hidden = !chosen || chosen.owned_by !== LOCAL_OWNER;
}

async function ask(typed) {
  const question = typed.trim();
  byId('notice').replaceChildren();
  if (answering) return say('Wait for the end of this answer, or stop it.');
  if (!question) return notify('There is no question yet', new Failure('', 'Type a question, or click a sample.'));
  const current = answering = new AbortController();
  const asked = conversation;
  const answer = {text: '', begun: performance.now()};
  if (byId('question').value === typed) byId('question').value = '';
  byId('stop').disabled = false;
  byId('send').disabled = true;
  // a screen reader reads the answer when it is complete, not word by word
  byId('log').setAttribute('aria-busy', 'true');
  message('question', 'You').querySelector('.text').textContent = question;
  const shown = message('answer arriving', byId('model').value || 'The model');
  say('The model is working …');
  try {
    if (!models.length) await loadModels();
    const response = await send('v1/chat/completions', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({
        model: byId('model').value,
        messages: [...asked, {role: 'user', content: question}],
        stream: true,
        stream_options: {include_usage: true}
      }),
      signal: current.signal
    });
    await read(response.body, answer, shown);
  } catch (error) {
    if (current.signal.aborted) answer.stopped = true;
    else shown.append(problem(answer.text ? 'The answer is incomplete' : 'There is no answer', error));
  } finally {
    answering = null;
    shown.classList.remove('arriving');
    shown.querySelector('.facts').textContent = facts(answer);
    byId('log').setAttribute('aria-busy', 'false');
    if (document.activeElement === byId('stop')) byId('question').focus();
    byId('stop').disabled = true;
    byId('send').disabled = false;
    say('');
    follow(true);
  }
  if (answer.text) {
    asked.push({role: 'user', content: question}, {role: 'assistant', content: answer.text});
  } else if (asked === conversation && !byId('question').value) {
    byId('question').value = question;
  }
}

/** Sends a request. Fails in plain words if there is no response, or none that is a success. */
async function send(path, request) {
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw unreachable('The server of this page does not respond.');
  }
  if (response.ok) return response;
  const advice = ADVICE[response.status] || 'Tell the operator of this page.';
  const wait = response.headers.get('Retry-After');
  throw new Failure(
    reason(await response.text()) || `The server returned ${response.status} ${response.statusText}.`,
    response.status === 429 && wait ? `Wait ${wait} s, then ask again.` : advice);
}

/** Returns the message of an error in OpenAI's shape, or an empty text. */
function reason(text) {
  try {
    return sentence(JSON.parse(text).error.message);
  } catch {
    return '';
  }
}

function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function unreachable(detail) {
  return new Failure(detail, 'Check that the application is still running, then ask again.');
}

/** Reads an answer to its end. Fails if it is not complete. */
async function read(body, answer, shown) {
  for await (const data of events(body)) {
    if (data === '[DONE]') {
      answer.done = true;
      break;
    }
    take(parse(data), answer);
    say(answer.text ? 'The answer arrives …' : answer.thinks ? 'The model is thinking …' : 'The model is working …');
    shown.querySelector('.text').textContent = answer.text;
    follow(false);
  }
  if (answer.end === 'length') {
    throw new Failure('The model reached the limit of the length of an answer.', 'Ask it to continue.');
  }
  if (answer.end === 'content_filter') throw new Failure('A filter of the service removed the rest.', ADVICE[403]);
  // the server also ends a response properly that the service broke off
  if (!answer.done) {
    throw new Failure('It ended before the service said that it is complete.', 'Ask again, or ask the model to continue.');
  }
}

function parse(data) {
  try {
    return Object(JSON.parse(data));
  } catch {
    throw new Failure('The service sent something that is not JSON.', ADVICE[502]);
  }
}

/** Takes one event of an answer. The last event has the usage and no choices. */
function take(chunk, answer) {
  if (chunk.error) throw new Failure(sentence(String(chunk.error.message || chunk.error)), 'Ask again, or ask in other words.');
  const choice = chunk.choices && chunk.choices[0];
  if (choice && choice.delta) {
    answer.thinks = Boolean(choice.delta.reasoning_content);
    if (choice.delta.content) {
      answer.first = answer.first || performance.now();
      answer.text += choice.delta.content;
    }
  }
  answer.end = (choice && choice.finish_reason) || answer.end;
  answer.usage = chunk.usage || answer.usage;
}

/** Returns the data of each event of a stream of server-sent events (WHATWG HTML, 9.2). */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  try {
    for (;;) {
      const {value, done} = await reader.read().catch(() => {
        throw unreachable('The connection to the server of this page broke.');
      });
      if (done) return;
      yield* parser.read(value);
    }
  } finally {
    // ends the request if its rest is not read
    reader.cancel().catch(() => {});
  }
}

/** Parses server-sent events. The pieces of text can begin and end anywhere. */
class EventParser {
  rest = ''; // of a line
  data = []; // the lines of data of the event
  afterReturn = false;

  * read(text) {
    if (!text) return;
    // the second half of a CR LF
    const piece = this.afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.afterReturn = text.endsWith('\r');
    const lines = (this.rest + piece).split(/\r\n|\r|\n/);
    this.rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (this.data.length) yield this.data.join('\n');
        this.data = [];
      } else if (line === 'data' || line.startsWith('data:')) {
        this.data.push(line.slice('data:'.length).replace(/^ /, ''));
      }
    }
  }
}

/** Says how long an answer and its first word took, and the tokens; the usage is missing if the answer did not end. */
function facts(answer) {
  if (!answer.text && !answer.stopped && !answer.usage) return '';
  const seconds = since => `${((since - answer.begun) / 1000).toFixed(1)} s`;
  const words = [...new Intl.Segmenter(undefined, {granularity: 'word'}).segment(answer.text)]
    .filter(segment => segment.isWordLike).length;
  const counted = `${words} ${words === 1 ? 'word' : 'words'}`;
  const size = answer.stopped ? (answer.text ? `Stopped after ${counted}` : 'Stopped before the first word')
    : answer.usage ? `Tokens: ${answer.usage.prompt_tokens} sent, ${answer.usage.completion_tokens} received` : counted;
  return [size, seconds(performance.now()), answer.first && `first word after ${seconds(answer.first)}`]
    .filter(Boolean).join('; ');
}

function message(kind, author) {
  const made = element('article', `message ${kind}`);
  made.append(element('h2', '', author), element('p', 'text'), element('p', 'facts'));
  if (kind === 'question') made.querySelector('.facts').remove();
  byId('log').append(made);
  follow(true);
  return made;
}

function problem(title, error) {
  const made = element('section', 'problem');
  made.setAttribute('role', 'alert');
  made.append(element('h2', '', title), element('p', '', error.message));
  if (error.advice) made.append(element('p', '', `What to do: ${error.advice}`));
  return made;
}

/** Shows a problem that belongs to no answer. */
function notify(title, error) {
  byId('notice').replaceChildren(problem(title, error));
}

function element(name, kind, text = '') {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

/** Scrolls to the end, but leaves a person alone who has scrolled up to read. */
function follow(always) {
  const page = document.documentElement;
  const isNear = page.scrollHeight - window.scrollY - window.innerHeight < 120;
  if (always || isNear) window.scrollTo(0, page.scrollHeight);
}

function say(text) {
  // a screen reader would read the same text again
  if (byId('status').textContent !== text) byId('status').textContent = text;
}
