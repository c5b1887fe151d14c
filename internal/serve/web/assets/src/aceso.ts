// What makes the pages quicker to use. Every page works without it.
import './htmx'
import { charts } from './chart'
import { fields } from './copy'
import { drops } from './drop'
import { ending } from './ending'
import { focusSearch, keys } from './keys'
import { live } from './live'
import { menus, places } from './menu'
import { passkeys } from './passkey'
import { prints } from './print'
import { themes } from './theme'

themes()
places()
menus()
fields()
drops()
charts()
live()
keys({ palette: focusSearch })
prints()
passkeys()
ending()
