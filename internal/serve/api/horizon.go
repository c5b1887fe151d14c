package api

import (
	"context"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/support"
	"aceso/internal/serve"
	"aceso/internal/store"
)

func (f *Face) horizonOperations() {
	operation(f, org.ReadProducts, "GET", "/api/v1/horizon", "The parts that lose support before the devices that hold them", f.listHorizon)
}

type horizonList struct {
	Paged
	Model   string `query:"model" doc:"id of a model: only parts of its releases"`
	Release string `query:"release" doc:"id of a release: only its parts"`
	Text    string `query:"text" doc:"contained in name, version, supplier or package URL"`
	When    string `query:"when" enum:"ended,year,later" doc:"only what has ended, ends within twelve months, or later"`
	Device  string `query:"device" enum:"unstated,all" doc:"unstated: of releases that state no end; all: whatever the releases say. Without it: of releases that are supported longer"`
	Plan    string `query:"plan" enum:"none,made" doc:"only without, or with, a plan that is not done"`
	Sort    string `query:"sort" enum:"ends,name,version,supplier,level,by,device,plan,-ends,-name,-version,-supplier,-level,-by,-device,-plan" default:"ends"`
}

func (f *Face) listHorizon(ctx context.Context, who org.Actor, in *horizonList) (*body[wire.Horizon], error) {
	out := &body[wire.Horizon]{}
	filter := store.HorizonFilter{Model: in.Model, Release: in.Release, Text: in.Text, When: in.When, Plan: in.Plan, Sort: in.Sort, All: in.Device == "all"}
	if in.Device == "unstated" {
		filter.Outlook = support.Unstated
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if in.Model != "" {
			if _, err := tx.Model(ctx, in.Model); err != nil {
				return err
			}
		}
		if in.Release != "" {
			if _, err := tx.Release(ctx, in.Release); err != nil {
				return err
			}
		}
		found, err := tx.Horizon(ctx, filter, in.page())
		if err != nil {
			return err
		}
		counts, err := serve.HorizonCounts(ctx, tx, filter)
		if err != nil {
			return err
		}
		plans, err := serve.PlansOf(ctx, tx, found.Rows)
		out.Body.Slice = wire.Slice[wire.HorizonPart]{Next: found.Next, Total: found.Total, AsOf: f.Intel.AsOf(), Items: []wire.HorizonPart{}}
		for i := range found.Rows {
			out.Body.Items = append(out.Body.Items, wireHorizon(&found.Rows[i], plans[i]))
		}
		out.Body.Counts = wire.HorizonCounts{Outlived: counts.Outlived, Ended: counts.Over, Year: counts.Year, Unplanned: counts.Unplanned, Endless: counts.Endless}
		out.Body.Reckoning = counts.Behind
		return err
	})
	return out, err
}

func wireHorizon(h *store.HorizonRow, plan *support.Plan) wire.HorizonPart {
	c := h.Part.Component
	out := wire.HorizonPart{
		Named: wire.Named{Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, PURL: c.PURL}, Key: h.Part.Key,
		Support:  wire.Support{Stand: string(h.Stand()), Level: string(h.Level), End: h.End, Source: string(h.Source), Who: h.Who, Differ: h.Differ},
		Outlived: h.Outlived, Unstated: h.Unstated, Latest: h.Latest, Devices: []wire.HorizonDevice{},
	}
	for _, d := range h.Devices {
		out.Devices = append(out.Devices, wire.HorizonDevice{Release: d.Release, Model: d.Model, Version: d.Version, End: d.End})
	}
	if plan != nil {
		p := wirePlan(*plan)
		out.Plan = &p
	}
	return out
}
