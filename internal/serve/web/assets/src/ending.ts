// A session ends when nobody comes for a while. Two minutes before, the page
// says so, and one key keeps it alive. Other windows may have kept it alive
// meanwhile: then the server says so, and nothing is shown.
const warnBefore = 2 * 60 * 1000
const shared = 'aceso-session' // what windows of this browser tell each other

export function ending(): void {
  const box = document.querySelector<HTMLDialogElement>('dialog.ending')
  if (!box) return
  const off = Date.now() - Date.parse(box.dataset.now ?? '') // this computer's clock may be wrong
  const whole = Date.parse(box.dataset.whole ?? '')
  let ends = Date.parse(box.dataset.ends ?? '')
  let timer = 0
  const windows = new BroadcastChannel(shared)
  const part = <T extends HTMLElement>(name: string) => box.querySelector<T>(`[data-${name}]`)!
  const now = () => Date.now() - off

  const who = box.dataset.who
  windows.onmessage = (event) => later(event.data as { ends: number, who: string })
  windows.postMessage({ ends, who })
  part('stay').addEventListener('click', () => void stay())
  document.addEventListener('visibilitychange', () => { if (!document.hidden) wait() })
  wait()

  /** later notes that the session ends later than this page knew, or that somebody signed in again. */
  function later(said: { ends: number, who: string }): void {
    if (said.who !== who) return location.reload()
    if (!(said.ends > ends)) return
    ends = said.ends
    document.body.classList.remove('over')
    part('stay').hidden = false
    part('again').hidden = true
    box!.close()
    wait()
  }

  function wait(): void {
    clearTimeout(timer)
    const left = ends - now()
    if (left <= 0) return over()
    if (left <= warnBefore) warn()
    timer = setTimeout(wait, Math.min(left <= warnBefore ? left : left - warnBefore, 2 ** 30))
  }

  function warn(): void {
    if (ends >= whole) { // nothing can keep it alive
      part('says').textContent = 'It has lasted as long as a session may. Sign in again to go on.'
      part('stay').hidden = true
      part('again').hidden = false
    }
    if (!box!.open) box!.showModal()
  }

  async function stay(): Promise<void> {
    const response = await fetch('/session/extend', { method: 'POST' })
    if (!response.ok || !response.headers.get('Content-Type')?.includes('json')) return over()
    const to = Date.parse((await response.json()).ends)
    windows.postMessage({ ends: to, who })
    box!.close()
    ends = to
    wait()
  }

  /** over hides the page from whoever comes by; what was entered in it stays. */
  function over(): void {
    document.body.classList.add('over')
    part('title').textContent = 'Your session has ended'
    part('says').textContent = 'Sign in again in another window, then come back to this one.'
    part('stay').hidden = true
    part('again').hidden = false
    if (!box!.open) box!.showModal()
  }
}
