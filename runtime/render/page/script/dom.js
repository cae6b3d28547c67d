// Makes elements. Text becomes text nodes, and never markup; attributes are only those that carry no address.

const { safe } = require('text');

const ATTRIBUTE = /^(?:aria-[a-z]+|role|id|title|tabindex|type|scope|open|hidden)$/;
const INSIDE = /^#[a-z]+(?:-\d+)?$/;

/** `make('p.note', { title: 'why' }, 'text', child)`: an element with classes, attributes and children. */
function make(what, ...parts) {
  const [tag, ...classes] = what.split('.');
  const node = document.createElement(tag);
  if (classes.length > 0) node.className = classes.join(' ');
  fill(node, ...parts);
  return node;
}

/** Append what there is to append: elements, text, lists of both. */
function fill(node, ...parts) {
  for (const part of parts.flat(Infinity)) {
    if (part === undefined || part === null || part === false || part === '') continue;
    if (part instanceof Node) node.append(part);
    else if (typeof part === 'object') setAll(node, part);
    else node.append(document.createTextNode(safe(part)));
  }
  return node;
}

function setAll(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (!ATTRIBUTE.test(name)) throw new Error(`no attribute for a page: ${name}`);
    node.setAttribute(name, safe(value));
  }
}

/** A link within the page; to anywhere else there is none. */
exports.link = (hash, ...parts) => {
  const node = make('a', ...parts);
  if (INSIDE.test(hash)) node.setAttribute('href', hash);
  return node;
};

exports.make = make;
exports.fill = fill;
