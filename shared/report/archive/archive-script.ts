/** Filters the archive by what stands in a market's heading and in the rows of its nights. It is complete without. */
export const ARCHIVE_SCRIPT = String.raw`(function () {
'use strict';
var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
var box = document.createElement('div');
box.className = 'search';
var label = document.createElement('label');
label.textContent = 'Search by market, date or word ';
var input = document.createElement('input');
input.type = 'search';
label.appendChild(input);
var live = document.createElement('p');
live.className = 'live';
live.setAttribute('role', 'status');
box.appendChild(label);
box.appendChild(live);
document.querySelector('header').appendChild(box);
input.addEventListener('input', function () {
  var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  var shown = 0;
  all('section.market').forEach(function (market) {
    var name = market.querySelector('h2').textContent.toLowerCase();
    var rows = all('table.nights tbody tr', market);
    var found = 0;
    rows.forEach(function (row) {
      var line = name + ' ' + row.textContent.toLowerCase();
      var fits = words.every(function (word) { return line.indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) found++;
    });
    market.hidden = words.length > 0 && found === 0;
    shown += found;
  });
  live.textContent = words.length === 0 ? '' : shown + (shown === 1 ? ' night' : ' nights');
});
})();`;
