// Draws every sample page in a real browser, under the real content policy, in
// both widths and both themes, checks each with axe, and leaves the pictures in
// screens/ to be looked at.
//
//   node scripts/gallery.mjs [part of a name]
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const tools = createRequire(join(root, 'scripts/testtools/package.json'))
const { chromium } = tools('playwright-core')
const axe = readFileSync(tools.resolve('axe-core/axe.min.js'), 'utf8')
const only = process.argv[2] ?? ''
const kinds = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' }
const policy = /contentPolicy = ([^]*?)\n\n/.exec(readFileSync(join(root, 'internal/serve/headers.go'), 'utf8'))[1].replace(/"\s*\+?\s*"?|\n|\t/g, '')

const pages = mkdtempSync(join(tmpdir(), 'aceso-gallery-'))
const screens = join(root, 'screens')
mkdirSync(screens, { recursive: true })
execFileSync('go', ['test', '-count=1', '-run', 'TestDraw', './internal/serve/web/view/gallery'], { cwd: root, env: { ...process.env, ACESO_GALLERY: pages }, stdio: 'inherit' })

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://x').pathname
  const file = path.startsWith('/assets/') ? join(root, 'internal/serve/web/assets/dist', path.slice(8)) : join(pages, path.slice(1) + '.html')
  try {
    const body = readFileSync(file)
    response.setHeader('Content-Security-Policy', policy)
    response.setHeader('Content-Type', kinds[extname(file)])
    response.end(body)
  } catch { response.writeHead(404).end() }
})
await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
const base = `http://127.0.0.1:${server.address().port}/`

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
let faults = 0
const blame = (where, what) => { faults++; console.error(`${where}: ${what}`) }
const names = readdirSync(pages).map((n) => n.replace('.html', '')).filter((n) => n.includes(only)).sort()
for (const colorScheme of ['light', 'dark']) for (const width of [390, 1280]) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: false })
  const page = await context.newPage()
  let where = ''
  page.on('console', (message) => { if (message.type() === 'error') blame(where, message.text()) })
  page.on('pageerror', (error) => blame(where, error.message))
  for (const name of names) {
    where = `${name} ${width} ${colorScheme}`
    await page.goto(base + name, { waitUntil: 'load' })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) blame(where, `${wide} px wider than the screen`)
    await page.screenshot({ path: join(screens, `${name}-${width}-${colorScheme}.png`), fullPage: true })
    await page.evaluate(axe)
    const result = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
    for (const v of result.violations) blame(where, `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3).join(' | ')}`)
  }
  await context.close()
}
await browser.close()
server.close()
rmSync(pages, { recursive: true })
console.log(`${names.length} pages in 2 widths and 2 themes: ${faults} faults; pictures in screens/`)
process.exit(faults ? 1 : 0)
