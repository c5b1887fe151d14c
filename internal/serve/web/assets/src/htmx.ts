// htmx exchanges one part of a page for the same part of a newer one: the
// right side of a split view, a job's progress. Code in attributes is refused,
// as the page's policy does anyway, and what arrives may hold no script.
import htmx from 'htmx.org'

interface Policy { createHTML(text: string): string; createScript(text: string): string }

function policy(): Policy {
  const rules: Policy = {
    createHTML: (text) => text,
    createScript: () => { throw new TypeError('an answer may not bring a script') },
  }
  const types = (window as unknown as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes
  return types ? types.createPolicy('aceso', rules) : rules
}

function refuse(): never { throw new TypeError('code in attributes is not run') }

htmx.registerExtension('aceso', {
  init(api: { initSecurity(policy: Policy, sync: () => never, async: () => never): void }) {
    api.initSecurity(policy(), refuse, refuse)
  },
})
