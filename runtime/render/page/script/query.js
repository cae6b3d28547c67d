// What is searched for at the moment, and how its places are marked in what is shown.

const { make } = require('dom');
const { safe } = require('text');

const MOST = 500; // marks in one piece of the page

let wanted = '';

/** What is searched for, in small letters; '' for nothing. */
exports.wanted = () => wanted;

exports.want = (text) => {
  wanted = text.toLowerCase();
};

/** Whether a text has what is searched for. */
exports.has = (text) => wanted !== '' && text.toLowerCase().includes(wanted);

/** Mark it in the text nodes below an element. */
exports.mark = (root) => {
  if (wanted === '') return root;
  const look = safe(wanted).toLowerCase();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode() && nodes.length < MOST) {
    if (walker.currentNode.data.toLowerCase().includes(look)) nodes.push(walker.currentNode);
  }
  let left = MOST;
  for (const node of nodes) left = markIn(node, look, left);
  return root;
};

function markIn(node, look, most) {
  let [rest, left] = [node, most];
  let at = rest.data.toLowerCase().indexOf(look);
  while (at >= 0 && left > 0 && at + look.length <= rest.length) {
    const found = rest.splitText(at);
    rest = found.splitText(look.length);
    const mark = make('mark');
    found.replaceWith(mark);
    mark.append(found);
    left -= 1;
    at = rest.data.toLowerCase().indexOf(look);
  }
  return left;
}
