package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/domain/org"
)

func newUser() *cobra.Command {
	c := &cobra.Command{
		Use: "user", Short: "Who may come in, and what keeps them out: on the server's own machine, when no administrator can",
		Long: "Works on the data folder, while a server runs or not, and counts at once. Whoever may read the folder may do this;\n" +
			"the log of the organisation says that it was done at the command line, and by which account of the system.",
	}
	c.AddCommand(newUserList(), newUserInvite(),
		newUserRepair("lock", "Keep somebody out until they are unlocked: sessions end at once, no token counts", "it stands in the log", app.LockUser, "%s is locked."),
		newUserRepair("unlock", "Let somebody in again who is locked, or waits after wrong tries", "", app.UnlockUser, "%s may sign in again."),
		newUserRepair("reset-factor", "Take somebody's app, passkeys and recovery codes away, for when all are lost", "how you made sure who asks; they read it at the next sign-in", app.ResetUserFactor, "%s signs in with the password alone, and can set up another second factor."),
		newUserRepair("end-sessions", "Sign somebody out of every browser, at once", "", app.EndUserSessions, "%s is signed in nowhere any more."),
	)
	return c
}

// orgFlag adds --org to a command that works on one organisation of a folder.
func orgFlag(c *cobra.Command) *string {
	return c.Flags().String("org", "", "name or id of the organisation (needed when there are several)")
}

// onFolder opens the folder that the flags name, finds the organisation, and
// does something there.
func onFolder(c *cobra.Command, flags map[string]any, named string, do func(a *app.App, orgID string) error) error {
	a, err := openData(c, flags)
	if err != nil {
		return err
	}
	defer a.Close()
	orgID, err := a.FindOrganisation(c.Context(), named)
	if err != nil {
		return err
	}
	return do(a, orgID)
}

func newUserList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List who may come in, with how they sign in and when they last did", Args: cobra.NoArgs,
		Example: examples("aceso user list --data /var/lib/aceso", "aceso user list --data /var/lib/aceso --org 'Larkfield Infusion' --json"),
	}
	typed, named, asJSON := configFlags(c), orgFlag(c), jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onFolder(c, typed(), *named, func(a *app.App, orgID string) error {
			all, err := a.Users(c.Context(), orgID)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(c, all)
			}
			rows := [][]string{{"EMAIL", "NAME", "ROLES", "STATE", "SECOND FACTOR", "SIGNED IN"}}
			for _, u := range all {
				rows = append(rows, []string{u.Email, u.Name, rolesText(u.Roles), stateText(u), factorText(u), dayOr(u.SignedIn, "never")})
			}
			return printTable(c, rows)
		})
	}
	return c
}

func rolesText(roles []org.Role) string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	return strings.Join(out, ", ")
}

func stateText(u app.User) string {
	if !u.Waits.IsZero() {
		return u.State + ", waits until " + u.Waits.UTC().Format("15:04 UTC")
	}
	return u.State
}

func factorText(u app.User) string {
	var has []string
	if u.CodeApp {
		has = append(has, "app")
	}
	switch {
	case u.Passkeys == 1:
		has = append(has, "1 passkey")
	case u.Passkeys > 1:
		has = append(has, strconv.Itoa(u.Passkeys)+" passkeys")
	}
	return cmpOr(strings.Join(has, ", "), "none")
}

func dayOr(t time.Time, otherwise string) string {
	if t.IsZero() {
		return otherwise
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func newUserInvite() *cobra.Command {
	c := &cobra.Command{
		Use: "invite EMAIL", Short: "Make somebody a member, and print the link with which they choose a password", Args: cobra.ExactArgs(1),
		Long:    "The link is good once and for three days, while the server runs. Put the server's address before it and hand it over.",
		Example: examples("aceso user invite ruth@larkfield.example --name 'Ruth Abel' --role quality --data /var/lib/aceso", "aceso user invite ines@larkfield.example --name 'Ines Duarte' --role engineer --role executive"),
	}
	typed, named := configFlags(c), orgFlag(c)
	name := c.Flags().String("name", "", "name of the person")
	roles := c.Flags().StringSlice("role", nil, "a role; give it several times for several")
	c.MarkFlagRequired("name")
	c.MarkFlagRequired("role")
	c.RunE = func(c *cobra.Command, args []string) error {
		return onFolder(c, typed(), *named, func(a *app.App, orgID string) error {
			var wears []org.Role
			for _, r := range *roles {
				wears = append(wears, org.Role(r))
			}
			link, err := a.InviteUser(c.Context(), orgID, args[0], *name, wears)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), link)
			return err
		})
	}
	return c
}

// newUserRepair is a command that does something to one person. about is what
// its reason is for; "" for none.
func newUserRepair(word, short, about string, do app.Repair, done string) *cobra.Command {
	path := "aceso user " + word
	c := &cobra.Command{Use: word + " EMAIL", Short: short, Args: cobra.ExactArgs(1)}
	reason := new(string)
	behind := ""
	if about != "" {
		c.Flags().StringVar(reason, "reason", "", "why: "+about)
		c.MarkFlagRequired("reason")
		behind = " --reason 'telephone lost, seen in person'"
	}
	c.Example = examples(path+" ruth@larkfield.example"+behind+" --data /var/lib/aceso", path+" ruth@larkfield.example"+behind+" --org 'Larkfield Infusion'")
	typed, named := configFlags(c), orgFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		return onFolder(c, typed(), *named, func(a *app.App, orgID string) error {
			if err := a.RepairUser(c.Context(), orgID, args[0], *reason, do); err != nil {
				return err
			}
			say(c, done, printable(args[0]))
			return nil
		})
	}
	return c
}
