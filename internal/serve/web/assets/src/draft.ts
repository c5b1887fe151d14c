// What somebody writes into a form is kept on the server every few seconds, and
// once more before it is sent: a window that closes, a session that ends or a
// line that breaks costs nothing. Which forms are kept is the server's to say.
const every = 5000
const rest = 60_000 // a form this large, in characters, is kept less often

interface Kept { first: string; last: string; timer: number; refused: boolean; sure: boolean; at: AbortController }

const known = new WeakMap<HTMLFormElement, Kept>()

export function drafts(): void {
  document.addEventListener('input', (event) => {
    const form = (event.target as HTMLElement).closest?.('form')
    const kept = form && about(form)
    if (!kept || kept.refused) return
    kept.sure = false
    if (!kept.timer) kept.timer = setTimeout(() => keep(form, kept), kept.last.length > rest ? 6 * every : every)
  })
  // What stands in a form before anything is typed is no work of anybody's.
  document.addEventListener('focusin', (event) => {
    const form = (event.target as HTMLElement).closest?.('form')
    if (form) about(form)
  })
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    const kept = known.get(form)
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null
    if (!kept || kept.refused || kept.sure || text(form) === kept.first || button?.formMethod === 'get' || button?.hasAttribute('formaction')) return
    event.preventDefault()
    event.stopImmediatePropagation()
    keep(form, kept).then((there) => {
      if (!there) return tell(form, 'The server can’t be reached. Nothing is lost: what you wrote is still here. Try again in a moment.', true)
      kept.sure = true
      form.requestSubmit(button)
    })
  }, true)
  addEventListener('pagehide', () => {
    for (const form of document.querySelectorAll('form')) {
      const kept = known.get(form)
      if (kept) { clearTimeout(kept.timer); kept.timer = 0 }
    }
  })
}

/** about returns what is known of a form, or nothing of one that is never kept. */
function about(form: HTMLFormElement): Kept | undefined {
  if (form.method !== 'post' || !form.closest('.frame main')) return
  if (!known.has(form)) {
    const first = text(form)
    known.set(form, { first, last: first, timer: 0, refused: false, sure: false, at: new AbortController() })
  }
  return known.get(form)
}

/** text is the form as a browser sends it, without files and passwords. */
function text(form: HTMLFormElement): string {
  const out = new URLSearchParams()
  const secret = new Set([...form.querySelectorAll<HTMLInputElement>('input[type=password]')].map((input) => input.name))
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && name !== '_draft' && !secret.has(name)) out.append(name, value)
  return out.toString()
}

/** named gives the form the name under which it is kept. */
function named(form: HTMLFormElement): string {
  let input = form.querySelector<HTMLInputElement>('input[name=_draft]')
  if (!input) {
    input = document.createElement('input')
    input.type = 'hidden'
    input.name = '_draft'
    input.value = id()
    form.append(input)
  }
  return input.value
}

/** id is a random UUID; crypto.randomUUID is not there without TLS. */
function id(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6]! & 0x0f) | 0x40
  b[8] = (b[8]! & 0x3f) | 0x80
  const hex = [...b].map((n) => n.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** keep sends the form to be kept, and tells whether the server answers. */
async function keep(form: HTMLFormElement, kept: Kept): Promise<boolean> {
  clearTimeout(kept.timer)
  kept.timer = 0
  const now = text(form)
  if (now === kept.last && now !== kept.first) return true
  const body = new URLSearchParams({ action: new URL(form.action).pathname, page: location.pathname + location.search, form: now + '&_draft=' + named(form) })
  if (now === kept.first) body.set('same', 'yes')
  kept.at.abort() // the one before is out of date
  kept.at = new AbortController()
  try {
    const res = await fetch('/drafts', { method: 'POST', body, signal: kept.at.signal, redirect: 'manual' })
    if (res.status === 204) {
      kept.last = now
      if (now !== kept.first) tell(form, 'Kept as a draft ' + new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))
    } else if (res.status === 401) {
      tell(form, 'Your session has ended. Nothing is lost: send the form, and you are asked to sign in.', true)
    } else {
      kept.refused = true // no form that is kept
    }
    return true
  } catch (error) {
    if ((error as Error).name === 'AbortError') return true
    kept.timer = setTimeout(() => keep(form, kept), every)
    tell(form, 'Not kept: the server can’t be reached. Leave this page open.', true)
    return false
  }
}

/** tell says below the form how it stands. */
function tell(form: HTMLFormElement, words: string, bad = false): void {
  let line = form.querySelector<HTMLElement>('.kept')
  if (!line) {
    line = document.createElement('p')
    line.className = 'kept small'
    line.setAttribute('role', 'status')
    form.append(line)
  }
  line.classList.toggle('wrong', bad)
  line.textContent = words
}
