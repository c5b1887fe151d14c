package app

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	"aceso/internal/serve/web"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
	"aceso/internal/worker/feed"
)

// The story's documents are made up; what they say of weaknesses is public fact.
//
//go:embed story
var storyFiles embed.FS

// A Story is the way into the demonstration.
type Story struct {
	Key   secret.Secret // of a link that signs in once
	Token secret.Secret // an API token with all that the person may do
}

// The people of the story. Nobody of them has a password: the link is the only way in.
var storyPeople = []struct {
	email, name string
	maker       []org.Role
	hospital    []org.Role
}{
	{"dele@larkfield.example", "Dele Okoro", []org.Role{org.Administrator, org.Security}, []org.Role{org.Administrator, org.Analyst, org.Biomedical}},
	{"ines@larkfield.example", "Ines Carvalho", []org.Role{org.Engineer, org.Executive}, nil},
	{"tomas@larkfield.example", "Tomas Lindqvist", []org.Role{org.Engineer}, nil},
	{"ruth@larkfield.example", "Ruth Abel", []org.Role{org.Quality}, nil},
	{"sam@marrowvalley.example", "Sam Oyelaran", nil, []org.Role{org.Biomedical}},
	{"petra@marrowvalley.example", "Petra Novak", nil, []org.Role{org.Procurement}},
	{"alma@larkfield.example", "Alma Reyes", []org.Role{org.Auditor}, nil},
}

// storyHats are the people as whom the story can be looked at.
var storyHats = []struct {
	hat   web.Hat
	email string
	side  org.Side
}{
	{web.Hat{ID: "maker", Title: "I make devices", Text: "Dele Okoro, product security at Larkfield Infusion: what is in a release, and what of it is known to be weak"}, "dele@larkfield.example", org.Maker},
	{web.Hat{ID: "hospital", Title: "I run them in a hospital", Text: "Sam Oyelaran, biomedical engineer at Marrow Valley Health: which devices are touched, and by what"}, "sam@marrowvalley.example", org.Hospital},
	{web.Hat{ID: "buyer", Title: "I buy them", Text: "Petra Novak, procurement at Marrow Valley Health: what is inside before it is bought, and for how long it is supported"}, "petra@marrowvalley.example", org.Hospital},
	{web.Hat{ID: "auditor", Title: "I audit", Text: "Alma Reyes, auditor at Larkfield Infusion: reads everything and changes nothing, and verifies the log"}, "alma@larkfield.example", org.Maker},
}

// storyProducts are the models of the story with their releases.
var storyProducts = []struct {
	side     org.Side
	line     string
	model    product.Model
	releases []storyRelease
}{
	{
		org.Maker, "Infusion", product.Model{
			Name: "Aurelia IP-200", DIs: []string{"09521234000013"}, Class: "II", Code: "FRN",
			Connects: []string{"hospital Wi-Fi", "drug library server (TCP 8443)", "nurse call"}, Aliases: []string{"IP-200", "IP200"},
		}, []storyRelease{
			{"4.1.2", product.Released, product.Dates{GeneralAvailability: "2025-02-10", EndOfSales: "2026-03-09", EndOfSecuritySupport: "2027-03-09"}, ""},
			{"4.2.0", product.Released, product.Dates{GeneralAvailability: "2026-03-09", EndOfSecuritySupport: "2032-06-30", EndOfLife: "2034-06-30"}, "ip-200-4.2.0.cdx.json"},
			{"4.3.0", product.InWork, product.Dates{GeneralAvailability: "tba", EndOfSecuritySupport: "2032-06-30", EndOfLife: "2034-06-30"}, "ip-200-4.3.0.cdx.json"},
		},
	},
	{
		org.Hospital, "Infusion",
		product.Model{Name: "Aurelia IP-200", Manufacturer: "Larkfield Infusion Ltd", DIs: []string{"09521234000013"}, Class: "II"},
		[]storyRelease{{"4.2.0", product.Released, product.Dates{EndOfSecuritySupport: "2032-06-30"}, "ip-200-4.2.0.cdx.json"}},
	},
	{
		org.Hospital, "Patient monitoring",
		product.Model{Name: "PM-8", Manufacturer: "Castellan Vitals", DIs: []string{"09521234000020"}, Connects: []string{"clinical Wi-Fi"}},
		[]storyRelease{{"3.1.2", product.Released, product.Dates{EndOfSecuritySupport: "2028-11-30"}, "pm-8-3.1.2.csv"}, {"3.0.9", product.Released, product.Dates{}, ""}},
	},
	{
		org.Hospital, "Imaging",
		product.Model{Name: "U5", Manufacturer: "Sonaris Imaging", DIs: []string{"09521234000037"}, Connects: []string{"PACS"}},
		[]storyRelease{{"2.4", product.Released, product.Dates{EndOfSecuritySupport: "2021-12-31", EndOfLife: "2027-03-31"}, "u5-2.4.csv"}},
	},
}

type storyRelease struct {
	version string
	state   product.State
	dates   product.Dates
	bom     string
}

// TellStory fills an empty data folder with the demonstration's story, and in
// any case makes a new way in.
func (a *App) TellStory(ctx context.Context) (Story, error) {
	if err := a.storyBundle(ctx); err != nil {
		return Story{}, fmt.Errorf("build the demonstration's vulnerability data: %w", err)
	}
	orgs, err := a.organisations(ctx)
	if err != nil {
		return Story{}, err
	}
	if len(orgs) == 0 {
		if err := a.fillStory(ctx); err != nil {
			return Story{}, fmt.Errorf("fill the demonstration: %w", err)
		}
	}
	if err := a.storyWardrobe(ctx); err != nil {
		return Story{}, err
	}
	return a.storyKey(ctx)
}

// storyWardrobe finds who the hats are in this data folder. One of an older
// demonstration may lack somebody: then that hat is not offered.
func (a *App) storyWardrobe(ctx context.Context) error {
	return a.DB.View(ctx, func(tx *store.Tx) error {
		orgs, err := tx.Organisations(ctx)
		if err != nil {
			return err
		}
		a.hats = nil
		for _, s := range storyHats {
			p, err := tx.PersonByEmail(ctx, org.FoldEmail(s.email))
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			in, err := tx.MembershipsOf(ctx, p.ID)
			if err != nil {
				return err
			}
			for _, m := range in {
				if slices.ContainsFunc(orgs, func(o org.Organisation) bool { return o.ID == m.Org && o.Side == s.side }) {
					s.hat.As = m
					a.hats = append(a.hats, s.hat)
				}
			}
		}
		return nil
	})
}

// storyBundle builds the small bundle that the story rests on. It says of
// itself that it is no more than that.
func (a *App) storyBundle(ctx context.Context) error {
	if _, err := os.Stat(intel.Path(a.Config.Data)); err == nil {
		return nil
	}
	dir, err := os.MkdirTemp("", "aceso-story-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	files, err := fs.Sub(storyFiles, "story")
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, files); err != nil {
		return err
	}
	if err := os.MkdirAll(intel.Folder(a.Config.Data), 0o700); err != nil {
		return err
	}
	now := a.DB.Now()
	only := feed.Note{Fetched: now, Problem: vuln.Demonstration}
	built := filepath.Join(intel.Folder(a.Config.Data), ".story")
	_, err = feed.Build(ctx, feed.Inputs{
		OSV: filepath.Join(dir, "osv"), NVD: []string{filepath.Join(dir, "nvd.json")}, KEV: filepath.Join(dir, "kev.json"), EPSS: filepath.Join(dir, "epss.csv"), EOL: filepath.Join(dir, "eol.json"),
		Made: now, Fetched: now, Notes: map[string]feed.Note{"nvd": only, "osv:PyPI": only, "kev": only, "epss": only, "eol": only},
	}, func(string, int) {}, built)
	if err != nil {
		return err
	}
	return intel.Place(a.Config.Data, built)
}

func (a *App) fillStory(ctx context.Context) error {
	now := a.DB.Now()
	sides := map[org.Side]org.Organisation{
		org.Maker:    {ID: id.Short(), Name: "Larkfield Infusion", Side: org.Maker, Created: now},
		org.Hospital: {ID: id.Short(), Name: "Marrow Valley Health", Side: org.Hospital, Created: now},
	}
	actors := map[org.Side]org.Actor{}
	var engineer org.Actor // of the maker
	people := make([]org.Person, len(storyPeople))
	for i, p := range storyPeople {
		people[i] = org.Person{ID: id.New(), Email: p.email, Name: p.name, Created: now, Version: 1}
	}
	for _, side := range []org.Side{org.Maker, org.Hospital} {
		o := sides[side]
		if err := a.DB.In(o.ID).Update(ctx, func(tx *store.Tx) error {
			if err := tx.SaveOrganisation(ctx, o); err != nil {
				return err
			}
			for i, p := range storyPeople {
				roles := p.maker
				if side == org.Hospital {
					roles = p.hospital
				}
				if len(roles) == 0 {
					continue
				}
				if side == org.Maker || p.maker == nil {
					if err := tx.AddPerson(ctx, people[i]); err != nil {
						return err
					}
				}
				if err := tx.SaveMembership(ctx, org.Membership{Org: o.ID, Person: people[i].ID, Roles: roles}); err != nil {
					return err
				}
				if i > 0 && side == org.Maker && engineer.Person == "" && slices.Contains(roles, org.Engineer) {
					engineer = org.Actor{Org: o.ID, Person: people[i].ID, Name: p.name, Roles: roles}
				}
				if i == 0 {
					actors[side] = org.Actor{Org: o.ID, Person: people[i].ID, Name: p.name, Roles: roles}
				}
			}
			return tx.Note(ctx, org.Program(o.ID), "organisation.set-up", o.ID, map[string]string{"name": o.Name, "side": string(o.Side)})
		}); err != nil {
			return err
		}
	}
	for _, p := range storyProducts {
		if err := a.addStoryProduct(ctx, actors[p.side], p.line, p.model, p.releases); err != nil {
			return fmt.Errorf("%s: %w", p.model.Name, err)
		}
	}
	if err := a.storySupport(ctx, engineer); err != nil {
		return err
	}
	return a.storyCases(ctx, actors[org.Maker])
}

func (a *App) addStoryProduct(ctx context.Context, who org.Actor, line string, model product.Model, releases []storyRelease) error {
	boms := map[string]string{} // release id → document
	err := a.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		l, err := product.AddLine(ctx, tx, who, product.Line{Name: line})
		if err != nil {
			return err
		}
		model.Line = l.ID
		m, err := product.AddModel(ctx, tx, who, model)
		if err != nil {
			return err
		}
		for _, r := range releases {
			added, err := product.AddRelease(ctx, tx, who, product.Release{Model: m.ID, Version: r.version, State: r.state, Dates: r.dates})
			if err != nil {
				return err
			}
			if r.bom != "" {
				boms[added.ID] = r.bom
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	importer := serve.Importer{DB: a.DB, Blobs: a.blobs}
	for release, name := range boms {
		data, err := storyFiles.ReadFile(path.Join("story", name))
		if err != nil {
			return err
		}
		if _, err := importer.Import(ctx, who, serve.Delivery{Target: serve.Target{Release: release}, File: name, Via: "demonstration", Data: data}); err != nil {
			return err
		}
	}
	return nil
}

// storyKey makes a link and a token for the story's first person.
func (a *App) storyKey(ctx context.Context) (Story, error) {
	var who org.Actor
	var key secret.Secret
	err := a.DB.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.PersonByEmail(ctx, org.FoldEmail(storyPeople[0].email))
		if err != nil {
			return fmt.Errorf("this data folder holds no demonstration: %w", err)
		}
		in, err := tx.MembershipsOf(ctx, p.ID)
		if err != nil {
			return err
		}
		orgs, err := tx.Organisations(ctx)
		if err != nil {
			return err
		}
		maker := slices.IndexFunc(orgs, func(o org.Organisation) bool { return o.Side == org.Maker })
		i := slices.IndexFunc(in, func(m org.Membership) bool { return maker >= 0 && m.Org == orgs[maker].ID })
		if i < 0 {
			return fmt.Errorf("this data folder holds no demonstration")
		}
		who = org.Actor{Org: in[i].Org, Person: p.ID, Name: p.Name, Roles: in[i].Roles}
		link, k := org.NewLink(org.SignInLink, p.ID, who.Org, tx.Now())
		key = k
		return tx.AddLink(ctx, link)
	})
	if err != nil {
		return Story{}, err
	}
	var scope []org.Permission
	for _, p := range org.Permissions {
		if who.Allowed(p) {
			scope = append(scope, p)
		}
	}
	story := Story{Key: key}
	err = a.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, story.Token, err = org.MakeToken(ctx, tx, who, "demonstration", scope, 24*time.Hour)
		return err
	})
	return story, err
}
