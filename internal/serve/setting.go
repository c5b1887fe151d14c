package serve

import (
	"context"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// ChangeOrganisation keeps another name, time zone or contact. The name by
// which the configuration says whose members single sign-on keeps stays, for
// nobody could come in by it any more.
func (s *Server) ChangeOrganisation(ctx context.Context, who org.Actor, o org.Organisation) error {
	return s.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		was, err := tx.Organisation(ctx)
		if err != nil {
			return err
		}
		if s.SSO != nil && s.SSO.Org == was.Name && strings.TrimSpace(o.Name) != was.Name {
			return fault.New(fault.Conflict, "single sign-on knows this organisation by its name").
				Helped("have whoever runs the server set sso.org to %s first, and start it again", was.ID)
		}
		return org.ChangeOrganisation(ctx, tx, who, o)
	})
}
