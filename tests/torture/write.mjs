// Roadmaps that no one would write and someone will: `node write.mjs FOLDER`
//
// One that holds everything odd at once, and small ones that lack nearly everything. Each is a folder of its
// own below FOLDER. The same bytes each time; meant to be built `--as-of 2026-11-16`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('name the folder to write to');
  process.exit(2);
}

/** 230 characters, as titles copied from a ticket are. */
const LONG = 'Everybody who has ever waited at the counter on a Monday morning can see from home, before putting on a coat, how long it will take, whom to ask for, which papers to bring along, and whether all of it could be done by post instead'.padEnd(230, '!').slice(0, 230);
/** 90 characters and nowhere to break them. */
const UNBROKEN = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesfolgenabschätzungsstelle'.padEnd(90, 'n').slice(0, 90);
const HEBREW = 'כל אחד יכול לקבוע תור בעצמו, בלי להתקשר (API v2)';
const ARABIC = 'يستطيع كل مريض أن يحجز موعده بنفسه خلال 3 دقائق';
const CHINESE = '每位患者都可以在三分钟之内自己预约，而且不必打电话，也不必事先注册任何账户或者下载任何应用程序';
const JAPANESE = '予約は電話なしで誰でもできるようになる';
const KOREAN = '누구나 전화하지 않고 스스로 예약할 수 있습니다';
const EMOJI = '👩🏽‍⚕️🏳️‍🌈 Launch 🚀🚀🚀';
const HOSTILE = '<script>alert(1)</script><b onclick=alert(2)>b</b> & "quotes" \'too\' {{ site }} {% raw %}';
const MARKS = 'Z̷̢̛a̶l̵g̸o̷ and a dot\u0323 and \u200bnothing';

const STATUSES = ['planned', 'active', 'done', 'dropped', 'idea'];
const HEALTHS = ['on-track', 'at-risk', 'off-track'];

const text = (value) => JSON.stringify(value).replace(/[\u007f]/g, '');
const list = (values) => `[${values.map(text).join(', ')}]`;

/** A text with front matter of these keys; what is no string or list is written as it is. */
function item(keys, body = '') {
  const lines = Object.entries(keys).map(([key, value]) =>
    `${key} = ${Array.isArray(value) ? list(value) : typeof value === 'string' ? text(value) : value.bare ?? value}`);
  return `+++\n${lines.join('\n')}\n+++\n\n${body}\n`;
}

const bare = (written) => ({ bare: written });

function write(name, files) {
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Everything odd at once. */
function odd() {
  const files = {
    'roadmap.toml': `[site]\ntitle = ${text(`${LONG.slice(0, 80)} ${UNBROKEN.slice(0, 40)}`)}\ndescription = ${text(HOSTILE)}\nbase_url = "https://torture.example.org/"\n\n`
      + `[checks]\n"vision-without-execution" = "off"\n"execution-without-vision" = "off"\n\n`
      + `[lenses.beat]\ntitle = ${text(LONG.slice(0, 60))}\nvalues = [${text(UNBROKEN)}, ${text(HEBREW)}, "a", ${text(CHINESE)}]\n`,
    'vision/all.md': item({ title: LONG, horizon: '2116' }, `${HEBREW}\n\n${CHINESE}\n\n${UNBROKEN.repeat(4)}\n\n| a | b | c | d | e | f | g |\n|---|---|---|---|---|---|---|\n| ${UNBROKEN} | ${LONG} | 3 | 4 | 5 | 6 | 7 |\n\n\`\`\`\n${LONG} ${LONG}\n\`\`\`\n`),
    'vision/short.md': item({ title: '无' }),
    'pages/odd.md': item({ title: UNBROKEN, nav: true }, `# ${LONG}\n\n${ARABIC}\n\n> ${CHINESE}\n\n1. one\n   - ${UNBROKEN}\n     - ${UNBROKEN}\n       - ${UNBROKEN}\n\n<${`https://example.org/${UNBROKEN}`}>\n\nA note[^1].\n\n[^1]: ${LONG}\n`),
  };
  // 126 intents under one vision; among them all scripts, and a chain six deep.
  const titles = [LONG, 'Go', UNBROKEN, HEBREW, ARABIC, CHINESE, JAPANESE, KOREAN, EMOJI, HOSTILE, MARKS];
  for (let number = 0; number < 126; number += 1) {
    const deep = number >= 20 && number < 26;
    files[`intents/i-${number}.md`] = item({
      title: titles[number] ?? `People can do the thing number ${number}`,
      vision: 'all',
      status: ['active', 'proposed', 'paused', 'achieved', 'dropped'][number % 5],
      ...(deep && number > 20 ? { parent: `i-${number - 1}` } : {}),
      ...(number === 3 ? { owner: Array.from({ length: 40 }, (_, at) => `Owner ${at} ${UNBROKEN.slice(0, at)}`) } : {}),
    }, number === 1 ? '' : `${titles[number % titles.length]}\n`);
  }
  const add = (id, keys, body) => { files[`milestones/${id}.md`] = item(keys, body); };
  for (const [at, title] of titles.entries()) {
    add(`t-${at}`, {
      title,
      intent: `i-${at}`,
      status: STATUSES[at % 5],
      ...(at % 5 < 2 ? { health: HEALTHS[at % 3], commitment: ['committed', 'target', 'exploring'][at % 3] } : {}),
      target: ['2026-12', '2027-Q1', '2027', '2027-03-15', '2026-H2', '2027-W12'][at % 6],
      summary: title,
      owner: at % 2 ? title.slice(0, 60) : 'Z',
      teams: Array.from({ length: at + 1 }, (_, team) => `${['plattform', 'עיצוב', '設計', 'a', UNBROKEN.slice(0, 50)][team % 5]} ${team}`),
      ...(at === 1 ? { slice: true } : {}),
    }, `${title}\n\n- [ ] ${title}\n- [x] ${UNBROKEN}\n`);
  }
  // 88 due on one day.
  for (let number = 0; number < 88; number += 1) {
    add(`same-${number}`, { title: `One of many on that day, ${number}`, intent: `i-${30 + (number % 3)}`, status: STATUSES[number % 2], target: bare('2027-03-31') });
  }
  // An intent with 40 steps, and one step that waits for 30 of them.
  for (let number = 0; number < 40; number += 1) {
    add(`step-${number}`, { title: `Step ${number}${number % 7 === 0 ? `: ${UNBROKEN}` : ''}`, intent: 'i-40', status: STATUSES[number % 3], start: bare(`2026-${String(1 + (number % 12)).padStart(2, '0')}-01`), target: bare(`2027-${String(1 + (number % 12)).padStart(2, '0')}-15`) });
  }
  add('waits', { title: 'Waits for all the others', intent: 'i-40', depends_on: Array.from({ length: 30 }, (_, at) => `step-${at}`), target: '2028' });
  for (let number = 0; number < 30; number += 1) add(`after-${number}`, { title: `Comes after, ${number}`, intent: 'i-41', depends_on: ['waits'] });
  add('far', { title: 'In ninety years', intent: 'i-42', target: '2116' });
  add('long-past', { title: 'Long past', intent: 'i-42', status: 'done', done: bare('1931-05-04') });
  add('late', { title: 'Should have been done long ago', intent: 'i-42', status: 'active', health: 'off-track', target: bare('1999-12-31') });
  add('deepest', { title: 'At the bottom of six', intent: 'i-25', target: '2027' });
  add('many', { title: 'Serves everything', intent: Array.from({ length: 12 }, (_, at) => `i-${at}`), target: '2027-Q2' });
  add('none', { title: 'No date and no intent' });
  for (let number = 0; number < 12; number += 1) {
    files[`updates/u-${number}.md`] = item({ title: titles[number] ?? 'x', date: bare(`2026-1${number % 2}-0${1 + (number % 9)}`), about: [`t-${number % 11}`], type: ['update', 'decision', 'retrospective', 'celebration', 'strategy'][number % 5] }, titles[number % titles.length]);
  }
  write('odd', files);
}

const SITE = '[site]\ntitle = "Small"\nbase_url = "https://torture.example.org/"\n';
const ONE = { 'vision/v.md': item({ title: 'Nobody waits' }), 'intents/i.md': item({ title: 'People see how long it takes', vision: 'v' }) };
const three = (keys) => Object.fromEntries([1, 2, 3].map((number) => [`milestones/m-${number}.md`, item({ title: `Step ${number}`, intent: 'i', ...keys(number) })]));

odd();
write('bare', { 'roadmap.toml': SITE });
write('no-milestone', { 'roadmap.toml': SITE, ...ONE });
write('all-done', { 'roadmap.toml': SITE, ...ONE, ...three((number) => ({ status: 'done', done: bare(`2026-0${number}-15`) })) });
write('all-dropped', { 'roadmap.toml': SITE, ...ONE, ...three(() => ({ status: 'dropped', target: '2026-Q3' })) });
write('one-undated', { 'roadmap.toml': SITE, ...ONE, 'milestones/m.md': item({ title: 'Someday' }) });
write('arabic', {
  'roadmap.toml': '[site]\ntitle = "خارطة الطريق"\nbase_url = "https://torture.example.org/"\nlanguage = "ar"\n',
  'vision/v.md': item({ title: 'لا أحد ينتظر', horizon: '2030' }, ARABIC),
  'intents/i.md': item({ title: ARABIC, vision: 'v', status: 'active' }, ARABIC),
  ...three((number) => ({ title: `${ARABIC} ${number}`, status: STATUSES[number], target: `2027-Q${number}`, depends_on: number > 1 ? [`m-${number - 1}`] : [] })),
  'milestones/english.md': item({ title: 'A title in English, with (brackets)', intent: 'i', status: 'active', health: 'at-risk', start: bare('2026-10-01'), target: bare('2027-02-28') }, 'A text in English.'),
  'updates/u.md': item({ title: ARABIC, date: bare('2026-11-01'), about: ['m-1'] }, ARABIC),
});
