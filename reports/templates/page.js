'use strict';

// Each film moves all grids of its dataset to one moment of training.
class Film {
  constructor(root) {
    this.root = root;
    this.film = JSON.parse(root.querySelector('script').textContent);
    this.range = root.querySelector('input[type=range]');
    this.output = root.querySelector('output');
    this.play = root.querySelector('.play');
    this.images = [...root.querySelectorAll('img[data-strip]')];
    this.range.addEventListener('input', () => this.show(Number(this.range.value)));
    this.play.addEventListener('click', () => this.toggle());
    root.querySelector('select')?.addEventListener('change', (e) => this.choose(e.target.value));
    this.show(Number(this.range.value));
  }

  // show puts the latest grid that each run had by position k into its tile.
  show(k) {
    this.range.value = k;
    const label = this.film.positions[k].label;
    this.output.textContent = label;
    this.range.setAttribute('aria-valuetext', label);
    for (const img of this.images) {
      const strip = this.film.strips[Number(img.dataset.strip)];
      const frame = strip.frames.findLast((f) => f.from <= k) ?? strip.frames[0];
      if (img.src !== frame.source) img.src = frame.source;
      img.alt = `samples of ${strip.label}, seed ${strip.seed}, ${frame.caption}`;
      img.closest('figure').querySelector('.when span').textContent = frame.caption;
    }
  }

  step(by) {
    const last = this.film.positions.length - 1;
    this.show(Math.min(Math.max(Number(this.range.value) + by, 0), last));
  }

  toggle() {
    const playing = this.play.getAttribute('aria-pressed') !== 'true';
    this.play.setAttribute('aria-pressed', playing);
    this.play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    this.play.textContent = playing ? '❚❚' : '▶';
    clearInterval(this.timer);
    if (!playing) return;
    const next = () => this.show((Number(this.range.value) + 1) % this.film.positions.length);
    this.timer = setInterval(next, 400);
    next();
  }

  choose(seed) {
    for (const row of this.root.querySelectorAll('.tiles')) {
      row.hidden = seed !== 'all' && row.dataset.seed !== seed;
    }
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
