'use strict';

// A strip is the grids of one run in its tile.
class Strip {
  constructor(tile) {
    this.tile = tile;
    this.image = tile.querySelector('img');
    this.last = this.image.getAttribute('src');
    this.text = tile.querySelector('script').textContent;
  }

  // frames are read when they are first needed: a page may have thousands.
  get frames() {
    this.read ??= JSON.parse(this.text);
    return this.read;
  }

  // show puts the latest grid that the run had by position k into the tile.
  show(k) {
    const frame = this.frames.findLast((f) => f.from <= k) ?? this.frames[0];
    if (frame === this.shown) return;
    this.shown = frame;
    this.image.src = frame.source ?? this.last;
    this.image.alt = `${this.tile.dataset.strip}, ${frame.caption}`;
    this.tile.querySelector('.when span').textContent = frame.caption;
  }
}

// Each film moves all grids of its dataset to one moment of training.
class Film {
  constructor(root) {
    this.root = root;
    this.positions = JSON.parse(root.querySelector('.positions').textContent);
    this.range = root.querySelector('input[type=range]');
    this.output = root.querySelector('output');
    this.play = root.querySelector('.play');
    this.strips = [...root.querySelectorAll('[data-strip]')].map((tile) => new Strip(tile));
    this.range.addEventListener('input', () => this.show(Number(this.range.value)));
    this.play.addEventListener('click', () => this.toggle());
    root.querySelector('select')?.addEventListener('change', (e) => this.choose(e.target.value));
    // The document shows the end, unless the browser remembers another moment.
    if (this.range.value !== this.range.max) this.show(Number(this.range.value));
  }

  // show moves the tiles that are seen to position k.
  show(k) {
    this.range.value = k;
    const label = this.positions[k].label;
    this.output.textContent = label;
    this.range.setAttribute('aria-valuetext', label);
    for (const strip of this.strips) {
      if (!strip.tile.closest('[hidden]')) strip.show(k);
    }
  }

  step(by) {
    const last = this.positions.length - 1;
    this.show(Math.min(Math.max(Number(this.range.value) + by, 0), last));
  }

  toggle() {
    const playing = this.play.getAttribute('aria-pressed') !== 'true';
    this.play.setAttribute('aria-pressed', playing);
    this.play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    this.play.textContent = playing ? '❚❚' : '▶';
    clearInterval(this.timer);
    if (!playing) return;
    const next = () => this.show((Number(this.range.value) + 1) % this.positions.length);
    this.timer = setInterval(next, 400);
    next();
  }

  choose(seed) {
    for (const row of this.root.querySelectorAll('.tiles')) {
      row.hidden = seed !== 'all' && row.dataset.seed !== seed;
    }
    this.show(Number(this.range.value));
  }

  // distance of the film from the middle of the window, in pixels.
  distance() {
    const box = this.root.getBoundingClientRect();
    const middle = window.innerHeight / 2;
    return Math.max(box.top - middle, middle - box.bottom, 0);
  }
}

const films = [...document.querySelectorAll('[data-film]')].map((root) => new Film(root));

// Left and right move the film that is nearest to the reader.
document.addEventListener('keydown', (e) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (!by || e.altKey || e.ctrlKey || e.metaKey || e.target.closest('input, select, dialog, .scroll')) return;
  const near = films.toSorted((a, b) => a.distance() - b.distance())[0];
  if (!near || near.distance() > window.innerHeight) return;
  near.step(by);
  e.preventDefault();
});

// All figures change their horizontal axis together.
const choices = document.querySelectorAll('[data-axis-choice]');
for (const choice of choices) {
  choice.addEventListener('change', () => {
    for (const other of choices) other.value = choice.value;
    for (const figure of document.querySelectorAll('[data-axis]')) {
      figure.hidden = figure.dataset.axis !== choice.value;
    }
  });
}

// A label that is switched off becomes transparent in its dataset's figures.
for (const key of document.querySelectorAll('.key')) {
  key.addEventListener('click', () => {
    const shown = key.getAttribute('aria-pressed') !== 'true';
    key.setAttribute('aria-pressed', shown);
    const scores = key.closest('.contest').querySelectorAll('.pair');
    for (const pair of scores) pair.style.setProperty(`--s${key.dataset.style}`, shown ? null : 'transparent');
  });
}

const zoom = document.getElementById('zoom');
for (const button of document.querySelectorAll('.enlarge')) {
  button.addEventListener('click', () => {
    const img = button.querySelector('img');
    zoom.querySelector('img').src = img.src;
    zoom.querySelector('.cells').style.cssText = button.querySelector('.cells').style.cssText;
    zoom.querySelector('img').alt = zoom.querySelector('p').textContent = img.alt;
    zoom.showModal();
  });
}

const root = document.documentElement;
document.getElementById('theme').addEventListener('click', () => {
  const dark = getComputedStyle(root).colorScheme === 'dark'
    || (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'light' : 'dark';
});

// Paper unfolds nothing, so the tables are unfolded before and folded again.
const folded = [];
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('section > details:not([open])')) {
    details.open = true;
    folded.push(details);
  }
});
addEventListener('afterprint', () => {
  for (const details of folded.splice(0)) details.open = false;
});
