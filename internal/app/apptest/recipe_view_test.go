package apptest

import (
	"maps"

	"aceso/internal/client/wire"
)

// Views of lists: somebody's own, which they may share.
func init() {
	maps.Copy(recipes, map[string]recipe{
		"POST /api/v1/views": {make: func(*house, *person, *side, *side) call {
			return jsonCall(wire.View{List: "findings", Name: fresh("critical"), Query: "severity=critical"})
		}},
		"PATCH /api/v1/views/{id}": {make: func(h *house, by *person, own, of *side) call {
			c := jsonCall(wire.View{Name: fresh("changed"), Shared: true})
			c.path, c.head = "/api/v1/views/"+viewOf(h, by, own, of), map[string]string{"If-Match": `"1"`}
			return c
		}},
		"DELETE /api/v1/views/{id}": {make: func(h *house, by *person, own, of *side) call {
			return call{path: "/api/v1/views/" + viewOf(h, by, own, of)}
		}},
		"POST /views": {make: func(*house, *person, *side, *side) call {
			return call{media: formMedia, body: values("list", "findings", "name", fresh("critical"), "query", "severity=critical", "is", "pinned")}
		}},
		"POST /views/{id}": {make: func(h *house, by *person, own, of *side) call {
			return call{path: "/views/" + viewOf(h, by, own, of), media: formMedia, body: values("rev", "1", "name", fresh("changed"), "is", "shared")}
		}},
		"POST /views/{id}/delete": {make: func(h *house, by *person, own, of *side) call {
			return call{path: "/views/" + viewOf(h, by, own, of) + "/delete"}
		}},
	})
}
