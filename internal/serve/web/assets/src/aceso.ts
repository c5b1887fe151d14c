// What makes the pages quicker to use. Every page works without it.
import './htmx'
import { fields } from './copy'
import { drafts } from './draft'
import { drops } from './drop'
import { focusSearch, keys } from './keys'
import { live } from './live'
import { menus, places } from './menu'
import { prints } from './print'
import { themes } from './theme'

themes()
places()
menus()
fields()
drops()
drafts()
live()
keys({ palette: focusSearch })
prints()
