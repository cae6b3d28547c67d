// A list of any length, of which only what can be seen stands in the document. All rows are of one height.

const { make } = require('dom');

const BEYOND = 12; // rows drawn above and below what is seen
const BAR = 12; // room for a scroll bar below
const MOVES = {
  ArrowDown: () => 1, j: () => 1, ArrowUp: () => -1, k: () => -1,
  PageDown: (page) => page, PageUp: (page) => -page, Home: () => -Infinity, End: () => Infinity,
};

/** Rows in `box`: `draw(index)` makes what is in one, `open(index)` is called for Enter and clicks. */
class Rows {
  constructor(box, { count, height, draw, open, classes = () => '' }) {
    Object.assign(this, { box, count, height, draw, open, classes, active: -1, drawn: new Map(), whole: false });
    this.canvas = make('div.canvas', { role: 'presentation' });
    box.replaceChildren(this.canvas);
    box.addEventListener('scroll', () => this.soon(), { passive: true });
    box.addEventListener('keydown', (event) => this.key(event));
    this.canvas.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(() => this.soon()).observe(box);
    this.resize(count);
  }

  /** There are so many rows now, all of them new. */
  resize(count) {
    this.count = count;
    this.canvas.style.height = `${count * this.height}px`;
    this.box.style.setProperty('--all', `${count * this.height + BAR}px`);
    this.active = Math.min(this.active, count - 1);
    this.refresh();
  }

  soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.render();
    });
  }

  /** Draw every row anew that can be seen. */
  refresh() {
    for (const node of this.drawn.values()) node.remove();
    this.drawn.clear();
    this.render();
  }

  range() {
    if (this.whole) return [0, Math.min(this.count, this.whole)];
    const first = Math.floor(this.box.scrollTop / this.height) - BEYOND;
    const last = first + Math.ceil(this.box.clientHeight / this.height) + 2 * BEYOND;
    return [Math.max(first, 0), Math.min(last, this.count)];
  }

  render() {
    const [first, last] = this.range();
    for (const [index, node] of this.drawn) {
      if (index < first || index >= last) {
        node.remove();
        this.drawn.delete(index);
      }
    }
    const added = [];
    for (let index = first; index < last; index += 1) if (!this.drawn.has(index)) added.push(this.place(index));
    this.canvas.append(...added);
    this.mark();
  }

  place(index) {
    const node = make('div', {
      role: 'option', id: `${this.box.id}-${index}`, 'aria-posinset': index + 1, 'aria-setsize': this.count,
    }, this.draw(index));
    node.style.transform = `translateY(${index * this.height}px)`;
    node.row = index;
    this.drawn.set(index, node);
    return node;
  }

  /** Show which rows are selected, and which one the keys are at. */
  mark() {
    for (const [index, node] of this.drawn) {
      const classes = this.classes(index);
      node.className = `row ${classes} ${index === this.active ? 'active' : ''}`;
      node.setAttribute('aria-selected', String(classes.includes('selected')));
    }
    const there = this.drawn.get(this.active);
    if (there) this.box.setAttribute('aria-activedescendant', there.id);
    else this.box.removeAttribute('aria-activedescendant');
  }

  /** Make a row the one that the keys are at, and bring it into sight. */
  activate(index, inTheMiddle = false) {
    this.active = Math.max(0, Math.min(index, this.count - 1));
    const top = this.active * this.height;
    const { scrollTop, clientHeight } = this.box;
    const out = top < scrollTop || top + this.height > scrollTop + clientHeight;
    if (out && inTheMiddle) this.box.scrollTop = top - (clientHeight - this.height) / 2;
    else if (top < scrollTop) this.box.scrollTop = top;
    else if (out) this.box.scrollTop = top + this.height - clientHeight;
    this.render();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.count === 0) return;
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height) - 1);
    if (event.key in MOVES) this.activate(this.active + MOVES[event.key](page));
    else if ((event.key === 'Enter' || event.key === ' ') && this.active >= 0) this.open(this.active);
    else return;
    event.preventDefault();
  }

  click(event) {
    const node = event.target.closest('.row');
    if (!node || !document.getSelection().isCollapsed) return;
    this.active = node.row;
    this.mark();
    this.open(node.row);
  }

  /** Draw the first `most` rows, seen or not, as for paper; 0 goes back to what is seen. */
  all(most) {
    this.whole = most;
    this.refresh(); // in their order: on paper they stand one below the other
  }
}

exports.Rows = Rows;
