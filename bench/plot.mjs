const [WIDTH, LABELS, ROW, BAR, TOP] = [760, 300, 30, 18, 50];

/** Horizontal bars with the spread of their values, as SVG. Each has a label, a median, the smallest and the largest value. */
export function plot(bars) {
  const most = Math.max(...bars.map(({ max }) => max));
  const x = (value) => LABELS + (value / most) * (WIDTH - LABELS - 60);
  const rows = bars.map((bar, at) => row(bar, TOP + at * ROW, x));
  const height = TOP + bars.length * ROW + 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="sans-serif" font-size="13">`,
    '<title>Signed-in requests per second, relative to express-session + connect-redis</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    '<text x="12" y="26" font-size="15" font-weight="bold">Signed-in requests per second, relative to express-session + connect-redis</text>',
    `<line x1="${x(1)}" y1="${TOP - 8}" x2="${x(1)}" y2="${height - 14}" stroke="#999" stroke-dasharray="3 3"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function row({ label, isOurs, median, min, max }, y, x) {
  const middle = y + BAR / 2;
  return [
    `<text x="${LABELS - 10}" y="${y + 14}" text-anchor="end">${label.replaceAll('`', '').replaceAll('&', '&amp;')}</text>`,
    `<rect x="${LABELS}" y="${y}" width="${(x(median) - LABELS).toFixed(1)}" height="${BAR}" fill="${isOurs ? '#1f6feb' : '#b6c2cf'}"/>`,
    `<line x1="${x(min).toFixed(1)}" y1="${middle}" x2="${x(max).toFixed(1)}" y2="${middle}" stroke="#222"/>`,
    `<text x="${(x(max) + 8).toFixed(1)}" y="${y + 14}">${median.toFixed(2)}</text>`,
  ].join('');
}
