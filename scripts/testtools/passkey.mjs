// Makes a passkey in a real browser with a virtual device (Chromium's WebAuthn
// domain), and signs in by it: alone, as the second step, and after it is gone.
//
//   node passkey.mjs LINK    prints one JSON object a line; exit code 1 when something is wrong
import { chromium } from 'playwright-core'

const [, , link] = process.argv
const base = new URL(link).origin
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync', '--disable-component-update'],
})
let wrong = 0
let ceremonies = 0
const tell = (what, more) => { wrong++; console.log(JSON.stringify({ wrong: what, ...more })) }

const context = await browser.newContext()
const page = await context.newPage()
page.on('pageerror', (e) => tell('the script failed', { text: String(e), at: page.url() }))
page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('status of 4')) tell('the console has an error', { text: m.text(), at: page.url() }) })
const devtools = await context.newCDPSession(page)
await devtools.send('WebAuthn.enable')
const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
  options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
})

await page.goto(link)
await Promise.all([page.waitForURL(base + '/'), page.locator('form button').first().click()])

// The first passkey comes with recovery codes.
await page.goto(base + '/account/sign-in')
await page.fill('#passkey-name', 'This computer')
await page.locator('[data-passkey="add"] button').click()
await page.waitForURL(base + '/account/codes*', { timeout: 8000 }).catch(() => tell('no passkey was made', { at: page.url() }))
ceremonies++
if (!/[a-z2-7]{4}(-[a-z2-7]{4}){5}/.test(await page.locator('main').innerText())) tell('no recovery codes come with the first passkey', { at: page.url() })
await page.goto(base + '/account/sign-in')
if (!(await page.locator('main').innerText()).includes('This computer')) tell('the passkey is not listed', {})
const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
if (credentials.length !== 1 || credentials[0].rpId !== 'localhost' || !credentials[0].isResidentCredential) tell('the device holds something else', { credentials })

/** out signs out; in tries to come in by the passkey alone. */
async function out() {
  await page.evaluate(() => fetch('/sign-out', { method: 'POST' }))
  await page.goto(base + '/products')
  if (!page.url().includes('/sign-in')) tell('signing out leaves somebody in', { at: page.url() })
}
async function alone() {
  await page.locator('[data-passkey="alone"] button').click()
  ceremonies++
}
await out()
await alone()
await page.waitForURL(base + '/products', { timeout: 8000 }).catch(() => tell('a passkey lets nobody in', { at: page.url() }))

// A device that finds no finger it knows answers nothing, and one stays out.
await out()
await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
await alone()
await page.locator('[data-passkey="alone"] [data-wrong]:not([hidden])').waitFor({ timeout: 8000 }).catch(() => tell('a device that verified nobody is not told', { at: page.url() }))
await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
await alone()
await page.waitForURL(base + '/products', { timeout: 8000 }).catch(() => tell('trying again lets nobody in', { at: page.url() }))

// Removed here, it opens nothing, though the device still has it.
await page.goto(base + '/account/sign-in')
await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.locator('form[action$="/remove"] button').first().click()])
await page.waitForLoadState()
await out()
await alone()
await page.locator('[data-passkey="alone"] [data-wrong]:not([hidden])').waitFor({ timeout: 8000 }).catch(() => tell('a removed passkey is not told', { at: page.url() }))
if (!page.url().includes('/sign-in')) tell('a removed passkey lets in', { at: page.url() })

await browser.close()
console.log(JSON.stringify({ ceremonies, wrong }))
process.exit(wrong ? 1 : 0)
