// The page on paper: what is long is drawn from its beginning, up to a number of rows.

const MOST = 1500;

exports.start = (lists) => {
  window.addEventListener('beforeprint', () => {
    for (const list of lists) list.all(MOST);
  });
  window.addEventListener('afterprint', () => {
    for (const list of lists) list.all(0);
  });
};
