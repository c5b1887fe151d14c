// Photographs one page of every kind that the workbench links to, at two widths
// in light and dark, and lays the pictures side by side on contact sheets.
//
//   node screens.mjs LINK FOLDER    exit code 1 when a page is wider than its window or does not open
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [, , link, folder] = process.argv
const base = new URL(link).origin
const looks = [[390, 'light'], [390, 'dark'], [1280, 'light'], [1280, 'dark']]
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] })

/** kindsOf follows links until no new kind of page is found, and returns a path of each. */
async function kindsOf(page) {
  const shape = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}[^/?]*/g, '*').replace(/=[^&]*/g, '=')
  const left = /^\/(sign-out|switch|assets|appearance)|[?&](after|from|dir|cols|q|format)=/
  const out = new Map()
  const times = new Map()
  const queue = ['/', '/findings', '/products', '/import']
  while (queue.length && out.size < 200) {
    const path = queue.shift()
    const place = shape(path).split('?')[0]
    if (out.has(shape(path)) || (times.get(place) ?? 0) >= 3) continue // a list has as many looks as filters
    times.set(place, (times.get(place) ?? 0) + 1)
    const res = await page.goto(base + path).catch(() => null)
    if (!res || !(res.headers()['content-type'] ?? '').startsWith('text/html')) { out.set(shape(path), null); continue }
    out.set(shape(path), path)
    for (const l of await page.evaluate(() => [...document.querySelectorAll('a[href^="/"]')].map((a) => a.getAttribute('href').split('#')[0]))) {
      if (!left.test(l) && !out.has(shape(l))) queue.push(l)
    }
  }
  return [...out.values()].filter(Boolean).sort()
}

const first = await browser.newPage()
await first.goto(link)
await Promise.all([first.waitForURL(base + '/'), first.locator('form button').first().click()])
const state = await first.context().storageState()
const paths = [...(await kindsOf(first)), '/nowhere', '/set-up?key=x']
await first.context().close()

const pictures = []
let wrong = 0
for (const [width, colorScheme] of looks) {
  const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme, storageState: state })
  const page = await context.newPage()
  for (const [n, path] of paths.entries()) {
    const res = await page.goto(base + path)
    const file = `${String(n).padStart(3, '0')}${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'x').replace(/[^a-z0-9]+/gi, '-')}.${width}.${colorScheme}.png`
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (res.status() >= 500 || wide > 0) { wrong++; console.log(JSON.stringify({ wrong: wide > 0 ? `wider than its window by ${wide}` : `status ${res.status()}`, path, width, colorScheme })) }
    await page.screenshot({ path: join(folder, file), fullPage: true })
    pictures.push({ path, width, colorScheme, file })
  }
  await context.close()
}

// Twelve pages on a sheet for each look, their upper part.
const sheet = await browser.newPage({ viewport: { width: 1800, height: 1200 } })
let sheets = 0
for (const [width, colorScheme] of looks) {
  const of = pictures.filter((p) => p.width === width && p.colorScheme === colorScheme)
  for (let i = 0; i < of.length; i += 12) {
    const cells = of.slice(i, i + 12).map((p) => `<figure><img src="data:image/png;base64,${readFileSync(join(folder, p.file)).toString('base64')}"><figcaption>${p.path.replace(/[<&]/g, '')}</figcaption></figure>`)
    await sheet.setContent(`<style>body{margin:8px;font:13px sans-serif;display:grid;grid-template-columns:repeat(${width < 600 ? 6 : 4},1fr);gap:8px;background:#888}figure{margin:0;overflow:hidden;background:#fff}img{width:100%;height:${width < 600 ? 560 : 360}px;object-fit:cover;object-position:top}figcaption{padding:2px 4px;white-space:nowrap}</style>${cells.join('')}`)
    const name = `sheet-${width}-${colorScheme}-${i / 12 + 1}.png`
    await sheet.screenshot({ path: join(folder, name), fullPage: true })
    sheets++
  }
}
await browser.close()
writeFileSync(join(folder, 'index.json'), JSON.stringify(pictures, null, 1))
console.log(JSON.stringify({ pages: paths.length, pictures: pictures.length, sheets, wrong }))
process.exit(wrong ? 1 : 0)
