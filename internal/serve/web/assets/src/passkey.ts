// Passkeys: the server asks, the device answers, the answer goes back
// (WebAuthn). What it concerns is marked data-passkey with what it is for, and
// drawn hidden, since without script it could do nothing.
type Json = Record<string, unknown>

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
const text = (buffer: ArrayBuffer | null): string | undefined =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined

/** opened turns the parts of a question that are bytes into bytes. */
function opened(question: any): any {
  question.challenge = bytes(question.challenge)
  if (question.user) question.user.id = bytes(question.user.id)
  for (const list of ['excludeCredentials', 'allowCredentials'])
    for (const one of question[list] ?? []) one.id = bytes(one.id)
  return question
}

/** closed is an answer as the server reads it. */
function closed(answer: PublicKeyCredential): Json {
  const said = answer.response as any
  const parts: Json = { clientDataJSON: text(said.clientDataJSON) }
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) if (said[name]) parts[name] = text(said[name])
  if (said.getTransports) parts.transports = said.getTransports()
  return {
    id: answer.id, rawId: text(answer.rawId), type: answer.type, response: parts,
    clientExtensionResults: answer.getClientExtensionResults(), authenticatorAttachment: answer.authenticatorAttachment ?? undefined,
  }
}

class Refusal extends Error {}

async function post(path: string, body?: unknown): Promise<any> {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) })
  if (!response.headers.get('Content-Type')?.includes('json')) { // a page that asks for something first
    location.assign('/prove?next=' + encodeURIComponent(location.pathname))
    return new Promise(() => {})
  }
  const said = await response.json()
  if (!response.ok) throw new Refusal(sentence(said.detail) + (said.fix ? ' ' + sentence(said.fix) : ''))
  return said
}

const sentence = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1) + '.'

/** ask has a device answer the question of a path, and returns where to go on. */
async function ask(path: string, name?: string): Promise<string> {
  const [way, query] = path.split('?')
  const question = opened(await post(way + '/ask'))
  const answer = name === undefined
    ? await navigator.credentials.get({ publicKey: question })
    : await navigator.credentials.create({ publicKey: question })
  const sent = closed(answer as PublicKeyCredential)
  const said = await post(query ? way + '?' + query : way, name === undefined ? sent : { name, credential: sent })
  return said.next
}

/** why says in words what kept a device from answering. */
function why(problem: unknown): string {
  if (problem instanceof Refusal) return problem.message
  switch ((problem as DOMException).name) {
    case 'InvalidStateError': return 'This device holds a passkey for your account already.'
    case 'NotAllowedError': case 'AbortError': return 'Nothing was shown: it was called off, or took too long. Try again.'
    case 'SecurityError': return 'This browser makes no passkeys for this address.'
  }
  return 'The passkey could not be used. Try again, or take another way.'
}

async function press(at: HTMLElement, button: HTMLButtonElement, name?: string): Promise<void> {
  const wrong = at.querySelector<HTMLElement>('[data-wrong]')
  if (wrong) wrong.hidden = true
  button.disabled = true
  try {
    const next = await ask(at.dataset.path ?? '', name)
    const kept = document.getElementById('kept') as HTMLFormElement | null
    if (at.dataset.passkey === 'prove' && kept) kept.submit()
    else location.assign(next)
  } catch (problem) {
    if (wrong) { wrong.textContent = why(problem); wrong.hidden = false }
    button.disabled = false
    button.focus()
  }
}

export function passkeys(): void {
  if (!window.PublicKeyCredential) return
  for (const at of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
    at.hidden = false
    const button = at.querySelector('button')
    if (!button) continue
    if (at instanceof HTMLFormElement) at.addEventListener('submit', (event) => {
      event.preventDefault()
      void press(at, button, new FormData(at).get('name') as string)
    })
    else if (at.dataset.passkey !== 'offer') button.addEventListener('click', () => void press(at, button))
  }
}
