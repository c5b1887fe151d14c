package client

import (
	"context"
	"net/url"

	"aceso/internal/client/wire"
)

// Quality asks how the current bill of materials of a release answers a
// profile; "" is the first there is.
func (c *Client) Quality(ctx context.Context, release, profile string) (wire.Quality, error) {
	query := url.Values{}
	if profile != "" {
		query.Set("profile", profile)
	}
	var q wire.Quality
	return q, c.Get(ctx, "releases/"+url.PathEscape(release)+"/quality", query, &q)
}

// Paths asks why a component is in a release.
func (c *Client) Paths(ctx context.Context, release, component string) (wire.Ways, error) {
	var w wire.Ways
	return w, c.Get(ctx, "releases/"+url.PathEscape(release)+"/components/"+url.PathEscape(component)+"/paths", nil, &w)
}
