package cli

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
	"aceso/internal/format/sheet"
)

func newSBOMShare() *cobra.Command {
	c := &cobra.Command{
		Use: "share", Short: "Give a bill of materials to a recipient by a link that ends", Args: cobra.NoArgs,
		Long: "The link is printed once and kept nowhere. Whoever has it can fetch the file until it ends or is revoked\n(sbom unshare); each download is on record (sbom shares). Tell a password by another way than the link.",
		Example: examples(
			`aceso sbom share --release 0198c1… --to "Marrow Valley Hospital" --contact it@marrow.example --purpose procurement --days 30`,
			`aceso sbom share --release 0198c1… --to FDA --contact reviewer --purpose "510(k)" --form spdx --password-file pw --downloads 3`),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	var s wire.Share
	c.Flags().StringVar(&s.Release, "release", "", "id of the release")
	c.Flags().StringVar(&s.SBOM, "sbom", "", "id of the bill of materials (default: the one in use)")
	c.Flags().StringVar(&s.Recipient, "to", "", "the organisation that receives it")
	c.Flags().StringVar(&s.Contact, "contact", "", "the person there, or an address")
	c.Flags().StringVar(&s.Purpose, "purpose", "", "what they need it for")
	c.Flags().StringVar(&s.Form, "form", "cyclonedx", "cyclonedx (1.6), spdx (2.3) or original")
	c.Flags().IntVar(&s.Days, "days", 30, "how long the link is good, 1 to 366")
	c.Flags().IntVar(&s.Most, "downloads", 0, "downloads allowed; 0 for any number")
	open := c.Flags().Bool("leave-out-redacted", false, "leave out the parts that are marked redacted")
	passwordFile := c.Flags().String("password-file", "", "file that holds the password of the link")
	for _, name := range []string{"release", "to", "contact", "purpose"} {
		c.MarkFlagRequired(name)
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		if *open {
			s.Scope = "open"
		}
		if *passwordFile != "" {
			password, err := readFile(c, *passwordFile, 4096)
			if err != nil {
				return err
			}
			if s.Password = string(bytes.TrimSpace(password)); s.Password == "" {
				return usageError{fmt.Errorf("%s holds no password", *passwordFile)}
			}
		}
		var made wire.Share
		if err := server.Send(c.Context(), "POST", "shares", s, &made); err != nil {
			return remote(err)
		}
		made.Link = strings.TrimSuffix(first(c.Flag("server").Value.String(), os.Getenv("ACESO_SERVER"), "http://127.0.0.1:8080"), "/") + made.Link
		if *asJSON {
			return printJSON(c, made)
		}
		say(c, "%s for %s, good until %s, sha256 %s.", made.File, made.Recipient, made.Expires.UTC().Format("2006-01-02 15:04 UTC"), made.SHA256)
		if made.LeftOut > 0 {
			say(c, "%d parts that are marked redacted were left out.", made.LeftOut)
		}
		_, err = fmt.Fprintln(c.OutOrStdout(), made.Link)
		return err
	}
	return c
}

func newSBOMShares() *cobra.Command {
	c := &cobra.Command{
		Use: "shares", Short: "List who got which bill of materials, and when it was fetched", Args: cobra.NoArgs,
		Example: examples("aceso sbom shares --state live --token-file token", "aceso sbom shares --release 0198c1… --csv"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	release := c.Flags().String("release", "", "id of a release: only its shares")
	state := c.Flags().String("state", "", "live, expired, \"used up\" or revoked")
	text := c.Flags().String("text", "", "contained in recipient, contact, purpose, product or version")
	asCSV := c.Flags().Bool("csv", false, "print a table as CSV")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		query := url.Values{"limit": {"500"}}
		for name, value := range map[string]string{"release": *release, "state": *state, "text": *text} {
			if value != "" {
				query.Set(name, value)
			}
		}
		var all wire.Slice[wire.Share]
		for {
			var page wire.Slice[wire.Share]
			if err := server.Get(c.Context(), "shares", query, &page); err != nil {
				return remote(err)
			}
			all.Items, all.Total = append(all.Items, page.Items...), page.Total
			if page.Next == "" {
				break
			}
			query.Set("after", page.Next)
		}
		if *asJSON {
			return printJSON(c, all)
		}
		rows := [][]string{{"ID", "RECIPIENT", "CONTACT", "PRODUCT", "FORM", "SHARED", "UNTIL", "STATE", "DOWNLOADS", "LAST", "SHA-256"}}
		for _, s := range all.Items {
			rows = append(rows, []string{
				s.ID, s.Recipient, s.Contact, s.Model + " " + s.Version, s.Form, dayOf(s.Made), dayOf(s.Expires), s.State, strconv.Itoa(s.Taken), dayOf(s.LastTaken), s.SHA256[:min(12, len(s.SHA256))],
			})
		}
		if *asCSV {
			return sheet.WriteCSV(c.OutOrStdout(), rows[0], slices.Values(rows[1:]))
		}
		return printTable(c, rows)
	}
	return c
}

// dayOf writes a date; "-" for none.
func dayOf(t *time.Time) string {
	if t == nil || t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}

func newSBOMUnshare() *cobra.Command {
	c := &cobra.Command{
		Use: "unshare ID", Short: "Revoke the link of a share at once", Args: cobra.ExactArgs(1),
		Example: examples("aceso sbom unshare 0198c1… --token-file token", "aceso sbom unshare 0198c1… --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var s wire.Share
		if err := server.Send(c.Context(), "DELETE", "shares/"+url.PathEscape(args[0]), struct{}{}, &s); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, s)
		}
		say(c, "The link for %s is revoked; it was fetched %d times.", s.Recipient, s.Taken)
		return nil
	}
	return c
}
