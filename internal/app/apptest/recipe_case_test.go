package apptest

import "maps"

// What comes after launch: cases, clocks, and the door for strangers.
func init() {
	maps.Copy(recipes, map[string]recipe{
		"POST /cases": {make: formCall("kind", "complaint", "way", "phone", "text", "it beeps", "organisation", "ward 4", "version", "4.2.0")},
		"POST /cases/{id}": {make: func(h *house, _ *person, own, of *side) call {
			return call{media: formMedia, body: values("kind", "vulnerability", "title", of.word+" case", "organisation", "ward 4", "version", "4.2.0", "rev", h.caseRev(own))}
		}},
		"POST /cases/{id}/state": {make: formCall("to", "received", "rev", "1"), want: -1}, // no case goes back there: 409, or 412 when it was changed
		"POST /cases/{id}/owner": {make: func(h *house, _ *person, own, _ *side) call {
			return call{media: formMedia, body: values("owner", own.all.Person, "rev", h.caseRev(own))}
		}},
		"POST /cases/{id}/close":       {make: formCall("outcome", "none", "rev", "0"), want: -1},
		"POST /cases/{id}/messages":    {make: formCall("side", "inside", "text", "look at it")},
		"POST /cases/{id}/links":       {make: formCall("kind", "capa", "about", "CAPA-1")},
		"POST /cases/{id}/clocks":      {make: formCall("duty", "fda-803-30")},
		"GET /cases/{id}/files/{file}": {make: formCall(), want: -1}, // its bytes are nowhere in these tests
		"POST /clocks/{id}":            {make: formCall("do", "pause", "why", "w", "rev", "0"), want: -1},
		"POST /front":                  {make: formCall("firm", "F"), want: 412}, // of another version
		"POST /security/report":        {make: formCall("text", ""), want: -1},
		"GET /security/case":           {make: formCall(), want: -1}, // 404, and 429 when it was asked too often
		"POST /security/case":          {make: formCall("key", "none"), want: -1},
		"GET /security/thanks":         {make: formCall(), want: 404},
	})
}
