package token

import (
	"github.com/a-h/templ"

	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Tokens is the list of a person's tokens.
var Tokens = list.Spec[Row]{
	Name: "tokens", Title: "API tokens", One: "token", Many: "tokens", Path: "/tokens", Usual: "-created", Order: "the newest first",
	Key: func(r Row) string { return r.ID },
	Empty: list.Empty{
		Title: "You have no token", Text: "A build server, a script or the command line comes in with a token of yours: for some of what you may do, until a day. Make one with the form below; its secret is shown once.",
	},
	Columns: []list.Column[Row]{
		{Key: "name", Label: "Name", Always: true, Says: true, Value: func(r Row) any { return r.Name }, Show: func(r Row) templ.Component { return called(r) }},
		{Key: "state", Label: "State", Says: true, Value: func(r Row) any { return r.State.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.State) }},
		{Key: "expires", Label: "Expires", Kind: list.Day, Value: func(r Row) any { return r.Expires }},
		{Key: "used", Label: "Last used", Kind: list.Moment, Falls: true, None: "never", Value: func(r Row) any { return r.Used }},
		{Key: "created", Label: "Made", Kind: list.Day, Falls: true, Extra: true, Value: func(r Row) any { return r.Created }},
		{Key: "start", Label: "Begins with", Extra: true, Value: func(r Row) any { return r.Start }, Show: func(r Row) templ.Component { return ui.Code(r.Start) }},
		{Key: "scope", Label: "May", Extra: true, Value: func(r Row) any { return scopes(r.Scope) }},
	},
	Act: Row.act,
}

func (r Row) act() templ.Component {
	if r.Live {
		return revoke(r)
	}
	return nil
}
