package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) system() {
	operation(f, org.ReadIntel, "GET", "/api/v1/intel", "What findings rest on: sources, ages, problems", f.intel)
	operation(f, org.ReadLog, "GET", "/api/v1/log", "The log, newest first", f.listLog)
	operation(f, org.ReadLog, "GET", "/api/v1/log/verification", "The whole log computed anew and compared with its checkpoints", f.verifyLog)

	f.swaps()
	f.routes.list = append(f.routes.list, serve.Route{Method: "PUT", Path: "/api/v1/intel", Needs: org.ManageIntel, Face: serve.API, Do: f.takeBundle})
	f.byHand(&huma.Operation{
		Method: "PUT", Path: "/api/v1/intel", Summary: "Bring a bundle, for a machine without a network",
		Description: "Needs the permission intel:manage. The body is the bundle, plain or zstd packed. It is verified before it is used. One that no trusted key signed is refused with 409 unless unsigned=accept.",
		Parameters:  []*huma.Param{{Name: "unsigned", In: "query", Description: "accept: take it though no trusted key signed it", Schema: &huma.Schema{Type: "string", Enum: []any{"accept"}}}},
		RequestBody: &huma.RequestBody{Required: true, Content: file("application/octet-stream")},
		Responses:   map[string]*huma.Response{"200": {Description: "the bundle is in use", Content: content[wire.Intel](f)}},
	})
}

func wireIntel(in serve.Intel, now time.Time) wire.Intel {
	info, ok := in.Now()
	out := wire.Intel{Present: ok, ID: info.ID, Weaknesses: info.Weaknesses, Sources: each(info.Sources, func(s vuln.Source) wire.IntelState {
		return wire.IntelState{Name: s.Name, AsOf: stamp(s.AsOf), Fetched: stamp(s.Fetched), Records: s.Records, Refused: s.Refused, Problem: s.Problem, Covers: s.Covers, Limit: s.Limit, State: string(s.Stand(now))}
	})}
	if ok {
		sig := in.Signature()
		out.Size, out.Problem = in.Size(), in.Problem()
		out.Made, out.Signed, out.Key, out.Trusted = stamp(info.Made), sig.Signed, sig.Key, sig.Trusted
	}
	return out
}

func (f *Face) intel(context.Context, org.Actor, *struct{}) (*body[wire.Intel], error) {
	return &body[wire.Intel]{Body: wireIntel(f.Intel, f.DB.Now())}, nil
}

// takeBundle: PUT /api/v1/intel.
func (f *Face) takeBundle(w http.ResponseWriter, r *http.Request) error {
	unsigned := r.URL.Query().Get("unsigned")
	if unsigned != "" && unsigned != "accept" {
		return fault.New(fault.Invalid, "unsigned=%q says nothing", unsigned).Helped("write unsigned=accept, or leave it out")
	}
	if err := f.Intel.Take(r.Context(), serve.Actor(r), http.MaxBytesReader(w, r.Body, serve.MaxBundle), unsigned == "accept"); err != nil {
		return err
	}
	return answerJSON(w, wireIntel(f.Intel, f.DB.Now()))
}

type logQuery struct {
	Before int64  `query:"before" doc:"only entries before this one"`
	About  string `query:"about" doc:"only about this record"`
	What   string `query:"what" doc:"only of this kind: sbom.imported, or sbom for all of the noun"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

func (f *Face) listLog(ctx context.Context, who org.Actor, in *logQuery) (*body[wire.Slice[wire.Entry]], error) {
	out := &body[wire.Slice[wire.Entry]]{}
	if strings.ContainsAny(in.What, "%_") {
		return nil, fault.New(fault.Invalid, "there is no kind of entry %q", in.What)
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		entries, err := tx.Entries(ctx, store.EntryFilter{About: in.About, What: in.What, Before: in.Before, Limit: in.Limit})
		if err != nil {
			return err
		}
		size, err := tx.LogSize(ctx)
		out.Body.Items = each(entries, func(e record.Entry) wire.Entry {
			return wire.Entry{Seq: e.Seq, At: e.At, What: e.What, About: e.About, Who: e.Who.Name, Data: e.Data}
		})
		out.Body.Total = int(size)
		return err
	})
	return out, err
}

// verification is what a check of the log found.
type verification struct {
	Holds       bool   `json:"holds"`
	Entries     int64  `json:"entries"`
	Root        string `json:"root,omitempty" doc:"root hash of the Merkle tree"`
	Checkpoints int    `json:"checkpoints" doc:"signed checkpoints that agree"`
	Covered     int64  `json:"covered" doc:"entries that a signed checkpoint covers; those behind them fit together and are not proven yet"`
	SignedBy    string `json:"signed_by,omitempty" doc:"the key of the newest of these checkpoints"`
	Problem     string `json:"problem,omitempty"`
}

func (f *Face) verifyLog(ctx context.Context, who org.Actor, _ *struct{}) (*body[verification], error) {
	report, err := f.VerifyLog(ctx, who.Org)
	if fault.Is(err, fault.Unverified) {
		return &body[verification]{Body: verification{Problem: err.Error()}}, nil
	}
	if err != nil {
		return nil, err
	}
	return &body[verification]{Body: verification{Holds: true, Entries: report.Size, Root: report.Root.String(), Checkpoints: report.Checkpoints, Covered: report.Covered, SignedBy: report.By}}, nil
}
