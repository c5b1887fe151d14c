package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/domain/org"
)

// A question is one that aceso init asks at the terminal, unless its flag answers it.
type question struct {
	flag, asks, help string
	usual            string // taken when nothing is entered
	must             bool
	words            map[string]string // what may be entered, and what it stands for; nil for anything
}

var beginnings = []question{
	{flag: "organisation", asks: "Name of your organisation", help: "as it stands on the label or over the door", must: true},
	{flag: "side", asks: "Does it make medical devices, or run them in a hospital? (maker, hospital)", help: "maker or hospital", usual: "maker", words: map[string]string{"maker": string(org.Maker), "hospital": string(org.Hospital)}},
	{flag: "name", asks: "Your name", help: "name of the first administrator", must: true},
	{flag: "email", asks: "Your e-mail address, to sign in with (nothing is sent to it)", help: "e-mail address of the first administrator", must: true},
	{flag: "host", asks: "Name under which people will reach the server (empty: this computer alone)", help: "name under which people reach the server"},
	{flag: "intel", asks: "Vulnerability data: fetch it from the public sources, or carry it here by hand? (fetch, carry)", help: "fetch (every six hours from the public sources) or carry (by hand, with aceso intel import)", usual: "fetch", words: map[string]string{"fetch": "6h", "carry": ""}},
}

func newInit() *cobra.Command {
	c := &cobra.Command{
		Use:   "init",
		Short: "Make a data folder ready for your own organisation: six questions, or flags",
		Long: "Writes the configuration, makes keys and database, and the first organisation with its administrator, who chooses\na password by the link that is printed: it is good once and for three days, while the server runs.\n" +
			"What a flag answers is not asked. With --no-input nothing is.",
		Args: cobra.NoArgs,
		Example: examples("aceso init --data /var/lib/aceso",
			"aceso init --data ./aceso-data --no-input --organisation 'Larkfield Infusion' --side maker --name 'Dele Okoro' --email dele@larkfield.example --intel carry"),
	}
	f := c.Flags()
	data := f.String("data", "aceso-data", "folder that will hold everything; it must not have been begun yet")
	database := f.String("database", "", "postgres:// address instead of the database in the data folder")
	addr := f.String("addr", "", "host and port to listen on (default 127.0.0.1:8080)")
	noInput := f.Bool("no-input", false, "ask nothing: what has no flag takes its usual answer")
	answers := map[string]*string{}
	for _, q := range beginnings {
		answers[q.flag] = f.String(q.flag, "", q.help)
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := app.Begun(*data); err != nil {
			return err
		}
		in := bufio.NewReader(io.LimitReader(c.InOrStdin(), 1<<16))
		for _, q := range beginnings {
			given := c.Flags().Changed(q.flag)
			if !given && !*noInput {
				say(c, "%s", q.asks+usually(q))
				line, err := in.ReadString('\n')
				if err != nil && !errors.Is(err, io.EOF) {
					return fmt.Errorf("read the answer: %w", err)
				}
				*answers[q.flag] = strings.TrimSpace(line)
			}
			if err := q.settle(answers[q.flag]); err != nil {
				return err
			}
		}
		b := app.Beginning{
			Organisation: *answers["organisation"], Side: org.Side(*answers["side"]), Name: *answers["name"], Email: *answers["email"],
			Database: *database, Addr: *addr, Host: *answers["host"], Every: *answers["intel"],
		}
		link, err := app.Begin(c.Context(), *data, b, c.ErrOrStderr())
		if err != nil {
			return err
		}
		return begun(c, *data, b, link)
	}
	return c
}

func usually(q question) string {
	if q.usual == "" {
		return ":"
	}
	return " [" + q.usual + "]:"
}

// settle puts the usual answer in the place of none, and what a word stands for in its place.
func (q question) settle(answer *string) error {
	if *answer == "" {
		*answer = q.usual
	}
	if *answer == "" && q.must {
		return usageError{fmt.Errorf("there is no answer to %q: enter one, or give --%s", q.asks, q.flag)}
	}
	if q.words == nil {
		return nil
	}
	stands, known := q.words[strings.ToLower(*answer)]
	if !known {
		return usageError{fmt.Errorf("--%s is %q: it is %s", q.flag, *answer, q.help)}
	}
	*answer = stands
	return nil
}

// begun says what there is now, and what to do next.
func begun(c *cobra.Command, data string, b app.Beginning, link string) error {
	addr := cmpOr(b.Addr, "127.0.0.1:8080")
	say(c, "%s is ready in %s. Start the server, then choose your password by the link, within three days:", b.Organisation, data)
	say(c, "  aceso serve --data %s", data)
	if _, err := fmt.Fprintf(c.OutOrStdout(), "http://%s%s\n", addr, link); err != nil {
		return err
	}
	if b.Every == "" {
		say(c, "Vulnerability data is carried here by hand: aceso intel import BUNDLE --data %s", data)
	} else {
		say(c, "The server fetches vulnerability data when it starts, and then every six hours.")
	}
	say(c, "Keep a backup elsewhere: aceso backup create --data %s -o FILE", data)
	return nil
}
