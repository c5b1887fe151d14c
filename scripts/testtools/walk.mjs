// Walks the workbench in a real browser: every page in light and dark at three
// widths, held against axe-core; the main journey by keyboard; nothing may
// leave the host, break the content policy, or be wider than the window.
//
//   node walk.mjs LINK BOM    prints one JSON object a line; exit code 1 when something is wrong
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [, , link, bom] = process.argv
const base = new URL(link).origin
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync', '--disable-component-update'],
})
let wrong = 0
let runs = 0

function tell(what, more) {
  wrong++
  console.log(JSON.stringify({ wrong: what, ...more }))
}

/** watched opens a page that tells of requests elsewhere and of errors. */
async function watched(options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('data:')) tell('a request left the host', { url: r.url() }) })
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('status of 4')) tell('the console has an error', { text: m.text(), at: page.url() }) })
  page.on('pageerror', (e) => tell('the script failed', { text: String(e), at: page.url() }))
  return page
}

// In by the one-time link, as a person would.
const page = await watched({ viewport: { width: 1280, height: 860 } })
await page.goto(link)
await page.keyboard.press('Tab')
await Promise.all([page.waitForURL(base + '/'), page.locator('form button').first().click()])

// A bill of materials on the page, and its answer.
await page.goto(base + '/import')
await page.setInputFiles('input[type=file]', bom)
await Promise.all([page.waitForURL(/\/(imports|releases)\//), page.locator('main form[action="/import"] button').first().click()])
await page.waitForURL(/\/releases\//, { timeout: 20000 }).catch(() => {})
const answer = await page.locator('main').innerText()
if (!/could not be checked|affected|clean/.test(answer)) tell('the import gives no answer', { text: answer.slice(0, 300), at: page.url() })

// The palette by keys alone: a page by its letters, and a part by its name.
await page.keyboard.press('Control+k')
await page.keyboard.type('trends')
await page.keyboard.press('Enter')
await page.waitForURL(base + '/trends', { timeout: 5000 }).catch(() => tell('the palette does not go to a page', { at: page.url() }))
await page.keyboard.press('Control+k')
await page.keyboard.type('zlib')
await page.locator('#palette-found [role=option]').first().waitFor({ timeout: 5000 }).catch(() => tell('the palette finds no part', { at: page.url() }))
await page.keyboard.press('ArrowDown')
if (!(await page.locator('dialog.palette [role=combobox]').getAttribute('aria-activedescendant'))) tell('the palette says nothing of what is chosen')
await page.keyboard.press('Escape')

// Findings by keys alone.
await page.goto(base + '/findings')
await page.keyboard.press('j')
await page.keyboard.press('j')
await page.keyboard.press('Enter')
await page.waitForURL(/\/findings\/[0-9a-f-]+/, { timeout: 5000 }).catch(() => tell('j j Enter opens no finding', { at: page.url() }))
const finding = page.url()
const release = await page.evaluate(async () => (await (await fetch('/products')).text()).match(/\/products\/[0-9a-f-]{36}/)?.[0])
const state = await page.context().storageState()

// A table whose columns nobody explains, and one whose columns were guessed.
const table = async (name, text) => {
  await page.goto(base + '/import')
  await page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await Promise.all([page.waitForURL(/\/(imports\/|import\/columns)/), page.locator('main form[action="/import"] button').first().click()])
  return page.url().replace(base, '')
}
const asked = await table('stock.csv', '4711;zlib;1.2.11\n4712;openssl;3.0.5\n')
const guessed = await table('soup.csv', 'Component;Version\nzlib;1.2.11\n')

const paths = ['/', '/products', '/products/new', release, release + '/edit', '/import', asked, guessed, guessed + '/columns', '/findings', '/findings?exploited=yes', '/findings?opened=today', '/deeds', finding.replace(base, ''),
  '/unchecked', '/unchecked?why=no-name', '/components', '/names', '/names/import', '/intelligence', '/log', '/people', '/tokens', '/keys', '/search?q=zlib', '/search?q=kev%3Ayes', '/search?q=severty%3Ax', '/search', '/about', '/help', '/glossary', '/glossary?q=blockchain', '/?tour=today', '/accessibility',
  '/drafts', '/views', '/shares', '/jobs', '/jobs?tab=ended', '/system', '/shared?key=x', '/nowhere', '/findings?severity=foo', '/set-up?key=x', '/welcome?key=x', '/join?key=x']
paths.push('/horizon', '/horizon?device=all&when=ended', '/trends', '/trends?period=30d')
paths.push('/settings', '/settings/sign-in', '/settings/single-sign-on', '/settings/sessions', '/settings/configuration', '/account', '/account/sign-in', '/account/sessions')
const refused = { '/search?q=severty%3Ax': 422, '/shared?key=x': 404, '/nowhere': 404, '/findings?severity=foo': 422, '/set-up?key=x': 404, '/welcome?key=x': 404, '/join?key=x': 404 }
await page.goto(base + (release ?? '/products'))
const releases = await page.evaluate(() => [...new Set([...document.querySelectorAll('a[href^="/releases/"]')].map((a) => a.getAttribute('href')))])
const one = releases[0]
if (one) paths.push(one, one + '?tab=parts', one + '?tab=unchecked', one + '?tab=problems', one + '?tab=source', one + '/quality', one + '/edit', one + '/shares')
if (releases[1]) paths.push(one + '/table', one + '/uploads', one + '/graph', one + '/compare?with=' + releases[1].split('/').pop())
await page.goto(base + '/intelligence')
const swap = await page.evaluate(() => document.querySelector('a[href^="/intelligence/bundles/"]')?.getAttribute('href'))
if (swap) paths.push(swap)
await page.goto(base + '/people')
const person = await page.evaluate(() => [...document.querySelectorAll('a[href^="/people/"]')].map((a) => a.getAttribute('href')).pop())
if (person) paths.push(person)
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
for (const [width, colorScheme] of [[390, 'light'], [1280, 'light'], [1920, 'light'], [390, 'dark'], [1280, 'dark'], [1920, 'dark']]) {
  const p = await watched({ viewport: { width, height: 860 }, colorScheme, storageState: state, bypassCSP: false })
  for (const path of paths.filter(Boolean)) {
    const res = await p.goto(base + path)
    runs++
    if (res.status() !== (refused[path] ?? 200)) { tell('a page does not open', { path, status: res.status() }); continue }
    const wide = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) tell('wider than the window', { path, width, by: wide })
    // Through the debugger's own world, so that the page's policy stays in force.
    const session = await p.context().newCDPSession(p)
    const { frameTree } = await session.send('Page.getFrameTree')
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
    await session.send('Runtime.evaluate', { expression: axe, contextId: executionContextId })
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document, ${JSON.stringify(rules)}).then(r => JSON.stringify(r.violations.map(v => ({ id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)) }))))`,
      contextId: executionContextId, awaitPromise: true,
    })
    for (const v of JSON.parse(result.value ?? '[{"id":"axe gave no answer","nodes":[]}]')) tell('axe: ' + v.id, { path, width, colorScheme, nodes: v.nodes })
    await session.detach()
  }
  await p.context().close()
}

// Without script the main road is open too.
const plain = await browser.newContext({ javaScriptEnabled: false, storageState: state })
const still = await plain.newPage()
for (const path of ['/', '/start', '/ci', '/products', '/components', '/findings', '/trends', '/cases', '/clocks', '/unchecked', '/names', '/intelligence', '/shares', '/jobs', '/system', '/log', '/people', '/tokens', '/keys', '/drafts', '/deeds', '/account', '/search', '/search?q=zlib', '/help', '/glossary', '/import', finding.replace(base, '')]) {
  const res = await still.goto(base + path)
  if (!res.ok() || (await still.locator('h1').count()) < 1) tell('does not work without script', { path })
}
await still.goto(base + '/')
await still.locator('.top .find input').fill('zlib')
await Promise.all([still.waitForURL(/\/search\?q=zlib/, { timeout: 5000 }).catch(() => {}), still.keyboard.press('Enter')])
if (!/\/search\?q=zlib/.test(still.url()) || !/zlib/.test(await still.locator('main').innerText())) tell('the search box finds nothing without script', { at: still.url() })
await still.setViewportSize({ width: 390, height: 800 })
await still.goto(base + '/')
await still.locator('.menu.places summary').click()
await still.locator('.menu.places a[href="/findings"]').click()
if (!still.url().endsWith('/findings')) tell('the menu of a telephone leads nowhere without script', { at: still.url() })
await still.goto(finding)
const noted = still.locator('form[action$="/note"]').first()
if (await noted.count()) {
  await still.locator('details:has(form[action$="/note"]) > summary').first().click()
  await noted.locator('textarea').fill('Seen without script.')
  await noted.locator('button').first().click()
  if (!/Seen without script/.test(await still.locator('main').innerText())) tell('a note without script is not kept', { at: still.url() })
}
await still.goto(base + '/import')
await still.setInputFiles('input[type=file]', bom)
await still.locator('main form[action="/import"] button').first().click()
if (!/\/(imports|releases)\//.test(still.url())) tell('an import without script goes nowhere', { at: still.url() })

await browser.close()
console.log(JSON.stringify({ pages: paths.filter(Boolean).length, runs, wrong }))
process.exit(wrong ? 1 : 0)
