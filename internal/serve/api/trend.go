package api

import (
	"context"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/trend"
	"aceso/internal/serve"
	"aceso/internal/store"
)

func (f *Face) trendOperations() {
	operation(f, org.ReadFindings, "GET", "/api/v1/trends", "How findings and parts stood over time", f.getTrend)
}

type trendAsk struct {
	Model   string `query:"model" doc:"id of a model: its newest release in the field"`
	Release string `query:"release" doc:"id of a release"`
	Period  string `query:"period" enum:"12w,30d,26w,1y,3y" default:"12w"`
}

func (f *Face) getTrend(ctx context.Context, who org.Actor, in *trendAsk) (*body[wire.Trend], error) {
	out := &body[wire.Trend]{}
	period, err := serve.ReadPeriod(in.Period)
	if err != nil {
		return nil, err
	}
	err = f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		past, err := serve.ReadPast(ctx, tx, serve.TrendAsk{Model: in.Model, Release: in.Release, Period: period})
		if err != nil {
			return err
		}
		t := wire.Trend{Since: past.Since, Pace: string(period.Pace), Steps: each(past.Steps, wireTrendStep), AsOf: f.Intel.AsOf(), Release: past.ReleaseID()}
		if past.Release != nil {
			t.Model, t.Version = past.Model.Name, past.Release.Version
		}
		out.Body = t
		return nil
	})
	return out, err
}

func wireTrendStep(s trend.Step) wire.TrendStep {
	out := wire.TrendStep{From: s.From.Format(time.DateOnly), To: s.To.Format(time.DateOnly), Known: s.Known, Derived: s.Derived}
	if s.Known {
		out.Counts = &wire.TrendCounts{
			Open: s.Open(), Critical: s.Critical, High: s.High, Medium: s.Medium, Low: s.Low, None: s.None, Unknown: s.Unknown, CannotTell: s.CannotTell, Exploited: s.Exploited,
			Came: s.Came, Went: s.Went, Moved: s.Moved, Parts: s.Parts(), NotCheckable: s.NotCheckable, Waiting: s.Waiting,
		}
	}
	return out
}
