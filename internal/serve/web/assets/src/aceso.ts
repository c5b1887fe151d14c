// What makes the pages quicker to use. Every page works without it.
import './htmx'
import { acting, bulk } from './bulk'
import { charts } from './chart'
import { fields } from './copy'
import { did, undo } from './did'
import { drafts } from './draft'
import { drops } from './drop'
import { ending } from './ending'
import { helps, keys } from './keys'
import { live } from './live'
import { menus } from './menu'
import { openPalette, palette } from './palette'
import { passkeys } from './passkey'
import { prints } from './print'
import { split } from './split'
import { themes } from './theme'

themes()
menus()
fields()
drops()
charts()
drafts()
live()
did()
bulk()
split()
keys({
  palette: openPalette, undo, 'undo too': undo,
  assign: acting('assign'), status: acting('status'), snooze: acting('snooze'), note: acting('note'), actions: acting('actions'),
})
helps()
palette()
prints()
passkeys()
ending()
