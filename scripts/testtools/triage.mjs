// Triages twenty findings by keys alone, as somebody does on an ordinary
// Tuesday, and counts what is pressed; then acts on several at once and takes
// it back, with script and without.
//
//   node triage.mjs LINK BOM    prints one JSON object; exit code 1 when something is wrong
import { chromium } from 'playwright-core'

const [, , link, bom] = process.argv
const base = new URL(link).origin
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync', '--disable-component-update'],
})
let wrong = 0
const tell = (what, more) => { wrong++; console.log(JSON.stringify({ wrong: what, ...more })) }
const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
const page = await context.newPage()
page.on('pageerror', (e) => tell('the script failed', { text: String(e), at: page.url() }))
await page.goto(link)
await Promise.all([page.waitForURL(base + '/'), page.locator('form button').first().click()])

// More than twenty findings nobody has.
const open = async () => (await (await context.request.get(base + '/findings.json?owner=nobody&state=new')).json())
await page.goto(base + '/import')
await page.setInputFiles('input[type=file]', bom)
await page.locator('main form[action="/import"] button').first().click()
const rows = (all) => all.rows ?? all.items ?? all
for (let i = 0; i < 100 && rows(await open()).length < 21; i++) await page.waitForTimeout(200)
const before = rows(await open()).length
if (before < 21) tell('there are too few findings to triage', { before })

let keys = 0
const press = async (...all) => { for (const key of all) { keys++; await page.keyboard.press(key) } }
const moved = async (was) => page.waitForURL((url) => url.pathname !== was, { timeout: 8000 }).catch(() => tell('the next finding does not open', { was }))
await page.goto(base + '/findings?owner=nobody&state=new')
await press('j', 'Enter')
await page.waitForURL(/\/findings\/[0-9a-f-]+/)
const ways = [['a', 'm'], ['s', 't'], ['h', '3', 'f'], ['a', '1']]
for (let i = 0; i < 20; i++) {
  await page.waitForLoadState()
  const was = new URL(page.url()).pathname
  await press(...ways[i % ways.length])
  await moved(was)
}
await page.waitForTimeout(300)
const after = rows(await open()).length
if (before - after !== 20) tell('not twenty are triaged', { before, after })
if (keys > 80) tell('it takes too many keys', { keys })

// The last one is taken back by one key.
await press('u')
await page.waitForTimeout(800)
if (rows(await open()).length !== after + 1) tell('undo by a key takes nothing back')

// Without script: two boxes, a panel, the preview, done, undone.
const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState(), viewport: { width: 1280, height: 860 } })
const still = await plain.newPage()
await still.goto(base + '/findings')
const one = still.locator('.lead input[name="id"]')
await one.nth(0).check()
await one.nth(1).check()
await still.locator('form.bulk details[data-press="note"] summary').click()
await still.locator('form.bulk textarea').fill('seen without script')
await still.locator('form.bulk button[name="do-note"]').click()
await still.locator('form[action="/findings/act"] button').click()
if (!/Wrote a note on 2 findings/.test(await still.locator('.did').innerText())) tell('without script nothing is told of what was done')
await still.locator('.did button').click()
if (!/Taken back/.test(await still.locator('.did').innerText())) tell('without script nothing is taken back')

await browser.close()
console.log(JSON.stringify({ Keys: keys, Findings: before - after, Wrong: wrong }))
process.exit(wrong ? 1 : 0)
