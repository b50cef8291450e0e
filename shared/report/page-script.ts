import { PANEL } from './whatif/page-code.ts';

/**
 * What the page can do with scripts on: sort tables, and read a heat map cell by cell with the arrow keys,
 * and open the what-if panel. The page is complete without it. One classic script, because a page opened from disk has no modules.
 */
export const PAGE_SCRIPT = String.raw`(function () {
'use strict';
var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
var key = function (row, column) {
  var cell = row.cells[column];
  if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
  var words = cell.textContent.trim().replace(/\u2212/g, '-').replace(/[,\u00a0+×%]/g, '');
  var number = parseFloat(words);
  return words !== '' && number === number ? number : words;
};
var compare = function (a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
};
all('table.sortable').forEach(function (table) {
  var heads = all('thead th', table);
  var body = table.tBodies[0];
  heads.forEach(function (head, column) {
    if (head.textContent === '') return;
    var button = document.createElement('button');
    button.type = 'button';
    while (head.firstChild) button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener('click', function () {
      var up = head.getAttribute('aria-sort') !== 'ascending';
      heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      all('tr', body)
        .map(function (row, index) { return { row: row, index: index, key: key(row, column) }; })
        .sort(function (a, b) { return (up ? 1 : -1) * compare(a.key, b.key) || a.index - b.index; })
        .forEach(function (entry) { body.appendChild(entry.row); });
    });
  });
});
all('table').forEach(function (table) {
  var heads = table.tHead ? all('th', table.tHead) : [];
  if (heads.length < (table.classList.contains('numbers') ? 4 : 5) || table.tBodies[0].rows.length > 12 || table.classList.contains('matrix')) return;
  table.classList.add('cards');
  table.setAttribute('role', 'table');
  all('thead,tbody', table).forEach(function (group) { group.setAttribute('role', 'rowgroup'); });
  all('tr', table).forEach(function (row) {
    row.setAttribute('role', 'row');
    all('th,td', row).forEach(function (cell, column) {
      cell.setAttribute('role', row.parentNode === table.tHead ? 'columnheader' : column === 0 ? 'rowheader' : 'cell');
      if (column > 0 && cell.tagName === 'TD') cell.dataset.l = heads[column].textContent;
    });
  });
});
if (window.IntersectionObserver) {
  var marks = {};
  all('nav.side a').forEach(function (link) { marks[link.getAttribute('href').slice(1)] = link; });
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting || !marks[entry.target.id]) return;
      all('nav.side [aria-current]').forEach(function (link) { link.removeAttribute('aria-current'); });
      marks[entry.target.id].setAttribute('aria-current', 'true');
    });
  }, { rootMargin: '-10% 0px -80% 0px' });
  all('section[id]').forEach(function (own) { seen.observe(own); });
}
all('svg[data-edges]').forEach(function (svg) {
  var edges = svg.dataset.edges.split(' ').map(Number);
  var rows = svg.dataset.rows.split(' ').map(Number);
  var table = svg.closest('figure').querySelector('table.matrix');
  var box = svg.parentNode;
  var live = document.createElement('p');
  var cursor = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  var column = -1;
  var row = 0;
  live.className = 'live';
  live.setAttribute('role', 'status');
  live.textContent = 'Arrow keys or a tap read the cells.';
  box.after(live);
  cursor.setAttribute('class', 'cursor');
  svg.appendChild(cursor);
  box.tabIndex = 0;
  box.setAttribute('role', 'application');
  box.setAttribute('aria-roledescription', 'heat map');
  box.setAttribute('aria-label', svg.querySelector('title').textContent + ' Arrow keys read the cells.');
  var show = function (c, r) {
    column = Math.max(0, Math.min(edges.length - 2, c));
    row = Math.max(0, Math.min(rows[2] - 1, r));
    cursor.setAttribute('x', edges[column]);
    cursor.setAttribute('y', rows[0] + row * rows[1]);
    cursor.setAttribute('width', edges[column + 1] - edges[column]);
    cursor.setAttribute('height', rows[1]);
    var line = table.tBodies[0].rows[row];
    var words = line.cells[column + 1].textContent;
    var paths = /paths|missing/.test(words) ? '' : ', ' + svg.dataset.paths + ' paths';
    live.textContent = table.tHead.rows[0].cells[column + 1].textContent + ', shock ' + line.cells[0].textContent + ': ' + words + paths;
  };
  var today = Number(svg.dataset.today);
  box.addEventListener('keydown', function (event) {
    var step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === 'Home') show(0, row);
    else if (event.key === 'End') show(edges.length - 2, row);
    else if (step && column < 0) show(today, 0);
    else if (step) show(column + step[0], row + step[1]);
    else return;
    event.preventDefault();
  });
  svg.addEventListener('click', function (event) {
    var frame = svg.getBoundingClientRect();
    var scale = svg.viewBox.baseVal.width / frame.width;
    var x = (event.clientX - frame.left) * scale;
    var y = (event.clientY - frame.top) * scale;
    var c = edges.findIndex(function (edge) { return edge > x; }) - 1;
    if (c >= 0) show(c, Math.floor((y - rows[0]) / rows[1]));
  });
});
})();
${PANEL}`;
