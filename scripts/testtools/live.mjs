// Looks at the page of jobs while a parts list is brought in elsewhere: it must
// show so by itself, by events and, where those are kept from it, by asking.
//
//   node live.mjs LINK BOM    prints one JSON object; exit code 1 when something is wrong
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [, , link, bom] = process.argv
const base = new URL(link).origin
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync', '--disable-component-update'],
})
let wrong = 0
const tell = (what, more) => { wrong++; console.log(JSON.stringify({ wrong: what, ...more })) }

const context = await browser.newContext()
const page = await context.newPage()
page.on('pageerror', (e) => tell('the script failed', { text: String(e), at: page.url() }))
await page.goto(link)
await Promise.all([page.waitForURL(base + '/'), page.locator('form button').first().click()])

const text = readFileSync(bom, 'utf8')
const ended = (p) => p.evaluate(() => document.querySelector('.tabs-row a[href="/jobs?tab=ended"]').textContent)

/** shows opens the page of jobs, brings in a list elsewhere, and waits for the page to say so. */
async function shows(name, prepare) {
  const watching = await context.newPage()
  await prepare(watching)
  await watching.goto(base + '/jobs')
  await watching.evaluate(() => { window.same = true })
  await watching.waitForTimeout(1500)
  const before = await ended(watching)
  await page.goto(base + '/import')
  await page.setInputFiles('input[type=file]', { name: name + '.json', mimeType: 'application/json', buffer: Buffer.from(text.replace('"version": 1', '"version": 1, "serialNumber": "urn:uuid:' + crypto.randomUUID() + '"') + ' '.repeat(name.length)) })
  await Promise.all([page.waitForURL(/\/(imports|releases)\//), page.locator('main form[action="/import"] button').first().click()])
  const began = Date.now()
  await watching.waitForFunction((was) => document.querySelector('.tabs-row a[href="/jobs?tab=ended"]').textContent !== was, before, { timeout: 12000 }).catch(() => tell('the page does not show ' + name, { before }))
  if (!await watching.evaluate(() => window.same)) tell('the page was loaded anew', { name })
  const took = Date.now() - began
  await watching.close()
  return took
}

const streamed = await shows('streamed', async () => {})
const asked = await shows('asked', (p) => p.route('**/events', (r) => r.abort()))

// Without script the page says that it is to be loaded again.
const bare = await (await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() })).newPage()
await bare.goto(base + '/jobs')
if (!await bare.locator('noscript meta[http-equiv=refresh]').count() && !(await bare.content()).includes('http-equiv="refresh"')) tell('without script nothing reloads the page', {})

await browser.close()
console.log(JSON.stringify({ Streamed: streamed, Asked: asked, Wrong: wrong }))
process.exit(wrong ? 1 : 0)
