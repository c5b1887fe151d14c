// Writes script into every field that the workbench has, and looks at every
// page afterwards: nothing of it may run, and no page may even try, which the
// content policy would report.
//
//   node hostile.mjs LINK BOM PAGES    prints one JSON object a line; exit code 1 when something ran
import { chromium } from 'playwright-core'

const [, , link, bom, most] = process.argv
const base = new URL(link).origin
const hit = 'window.__ran=1'
const carriers = [
  `<script>${hit}</script>`, `<img src=x onerror=${hit}>`, `<svg onload=${hit}>`, `<svg><script>${hit}</script></svg>`, `<svg><animate onbegin=${hit} attributeName=x dur=1s>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${hit}>`, `<iframe srcdoc="<script>parent.__ran=1</script>">`, `<iframe src="javascript:parent.__ran=1">`,
  `<body onpageshow=${hit}>`, `<details open ontoggle=${hit}>x</details>`, `<input autofocus onfocus=${hit}>`, `<select autofocus onfocus=${hit}>`, `<textarea autofocus onfocus=${hit}>`,
  `<video><source onerror=${hit}></video>`, `<audio src=x onerror=${hit}>`, `<object data="javascript:${hit}">`, `<embed src="javascript:${hit}">`, `<link rel=stylesheet href=x onerror=${hit}>`,
  `<meta http-equiv=refresh content="0;url=javascript:${hit}">`, `<base href="//elsewhere.invalid/">`, `<style>*{background:url("//elsewhere.invalid/x")}</style>`, `<a href="javascript:${hit}">open</a>`,
  `<a href="java\tscript:${hit}">open</a>`, `<form action="javascript:${hit}"><button autofocus>go</button></form>`, `<isindex type=image src=x onerror=${hit}>`, `<marquee onstart=${hit}>x</marquee>`,
]
const endings = ['', '"', "'", '">', "'>", '</title>', '</textarea>', '</option></select>', '</style>', '</script>', '-->', ']]>', '`']
const plain = [
  `javascript:${hit}`, ` javascript:${hit}`, `JaVaScRiPt:${hit}`, `data:text/html,<script>${hit}</script>`, `vbscript:${hit}`, `';${hit};//`, `";${hit};//`, `\${${hit}}`, `{{constructor.constructor('${hit}')()}}`,
  `{%raw%}<script>${hit}</script>`, `<%= 1 %><script>${hit}</script>`, `&lt;script&gt;${hit}&lt;/script&gt;`, `%3Cscript%3E${hit}%3C/script%3E`, `\\u003cscript\\u003e${hit}\\u003c/script\\u003e`, `＜script＞${hit}＜/script＞`,
  `x" onmouseover="${hit}" autofocus onfocus="${hit}`, `x' onfocus='${hit}' autofocus='`, `x onfocus=${hit} autofocus `, `<scr<script>ipt>${hit}</scr</script>ipt>`, `<<script>${hit}//<</script>`, `<!--<img src="--><img src=x onerror=${hit}//">`,
  `<noscript><p title="</noscript><img src=x onerror=${hit}>">`, `\u202e<script>${hit}</script>`, `</p><script>${hit}</script>`,
]
const vectors = [...carriers.map((c, i) => endings[i % endings.length] + c), ...carriers.map((c, i) => endings[(i * 5 + 3) % endings.length] + c), ...plain]
let turn = 0
const next = () => vectors[turn++ % vectors.length]

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'] })
const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
await context.addInitScript(() => addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`)))
const page = await context.newPage()
let wrong = 0
let at = ''
const tell = (what, more) => { wrong++; console.log(JSON.stringify({ wrong: what, at, ...more })) }
page.on('dialog', (d) => { tell('a dialog opened', { text: d.message() }); d.dismiss().catch(() => {}) })
page.on('console', (m) => { if (/^policy:|Content Security Policy/.test(m.text())) tell('the content policy had to stop something', { text: m.text().slice(0, 300) }) })
page.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('data:')) tell('a request left the host', { url: r.url() }) })
page.on('popup', (p) => { tell('a window opened', {}); p.close().catch(() => {}) })

/** looked tells whether something ran on the page that is open. */
async function looked() {
  if (await page.evaluate(() => window.__ran).catch(() => undefined)) tell('script of somebody ran', {})
}

async function open(path) {
  at = path
  const res = await page.goto(base + path, { waitUntil: 'load' }).catch(() => null) // a download is no page
  if (!res) return false
  if (res.status() >= 500) tell('the server failed', { status: res.status() })
  await looked()
  return true
}

await page.goto(link)
await Promise.all([page.waitForURL(base + '/'), page.locator('form button').first().click()])

// A bill of materials that has them in every text of every component.
const hostile = JSON.parse(bom)
hostile.components = vectors.map((v, i) => ({
  type: 'library', 'bom-ref': `r${i}`, name: v, version: next(), group: next(), description: next(), author: next(), publisher: next(), copyright: next(), supplier: { name: next() },
  licenses: [{ license: { name: next() } }], externalReferences: [{ type: 'website', url: next() }], properties: [{ name: next(), value: next() }], purl: `pkg:npm/${encodeURIComponent(v)}@1`,
}))
hostile.components.push({ type: 'library', 'bom-ref': 'z', name: 'zlib', version: '1.2.11', cpe: 'cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*' })
hostile.metadata.component.name = next()
await open('/import')
await page.setInputFiles('input[type=file]', { name: vectors[1].replaceAll('/', '_') + '.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(hostile)) })
await Promise.all([page.waitForURL(/\/(imports|releases)\//), page.locator('main form[action="/import"] button').first().click()])
await looked()

// Every page that links lead to; every form of each kind is filled in twice.
const shape = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}[^/?]*/g, '*').replace(/=[^&]*/g, '=')
const left = /^\/(sign-out|switch|assets|appearance)|[?&](after|sort|from)=/
const queue = ['/', '/findings', '/products', '/people', '/tokens', '/names', '/unchecked', '/log', '/intelligence', '/search?q=%3Cscript%3E']
const seen = new Map()
const forms = new Map()
let pages = 0
let sent = 0
while (queue.length && pages < Number(most)) {
  const path = queue.shift()
  const kind = shape(path)
  if ((seen.get(kind) ?? 0) >= 3) continue
  seen.set(kind, (seen.get(kind) ?? 0) + 1)
  if (!(await open(path))) continue
  pages++
  const found = await page.evaluate(() => ({
    links: [...document.querySelectorAll('a[href^="/"]')].map((a) => a.getAttribute('href').split('#')[0]),
    forms: [...document.querySelectorAll('main form')].map((f, i) => ({ i, action: new URL(f.action).pathname, fields: [...f.querySelectorAll('input:not([type]),input[type=text],input[type=search],input[type=email],input[type=url],textarea')].length, secret: !!f.querySelector('input[type=password]') })),
  }))
  for (const l of found.links) if (!left.test(l) && (seen.get(shape(l)) ?? 0) < 3) queue.push(l)
  for (const f of found.forms) {
    const what = `${f.action.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')} ${f.fields}`
    if (f.secret || f.fields === 0 || left.test(f.action) || (forms.get(what) ?? 0) >= 2) continue
    forms.set(what, (forms.get(what) ?? 0) + 1)
    if (!(await open(path))) continue
    const values = Array.from({ length: f.fields }, next)
    at = `${path} -> ${f.action}`
    await Promise.all([
      page.waitForEvent('load', { timeout: 10000 }).catch(() => {}),
      page.evaluate(({ i, values }) => {
        const form = document.querySelectorAll('main form')[i]
        form.noValidate = true
        ;[...form.querySelectorAll('input:not([type]),input[type=text],input[type=search],input[type=email],input[type=url],textarea')].forEach((e, n) => { e.removeAttribute('maxlength'); e.value = values[n] })
        form.submit()
      }, { i: f.i, values }).catch(() => {}),
    ])
    sent++
    await looked()
  }
}

// What would not catch anything proves nothing: one that is put into a page must be told of.
let caught = false
page.removeAllListeners('console')
page.on('console', (m) => { caught ||= /^policy:|Content Security Policy/.test(m.text()) })
await open('/')
await page.evaluate(() => {
  const img = document.createElement('img')
  img.setAttribute('onerror', 'window.__ran=1')
  img.src = '/nowhere'
  document.body.append(img)
}).catch(() => {})
await page.waitForTimeout(500)
if (!caught) tell('the trap catches nothing', {})

await browser.close()
console.log(JSON.stringify({ vectors: vectors.length, pages, kinds: seen.size, forms: forms.size, sent, wrong }))
process.exit(wrong ? 1 : 0)
