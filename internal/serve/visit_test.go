package serve

import (
	"testing"
	"time"

	"aceso/internal/value/fault"
)

func TestAStrangerIsSlowedDownAndNobodyElseIs(t *testing.T) {
	var v visits
	now := time.Now()
	for n := range visitsAMinute {
		if err := v.come("192.0.2.7", now); err != nil {
			t.Fatalf("visit %d: %v", n+1, err)
		}
	}
	if err := v.come("192.0.2.7", now); !fault.Is(err, fault.TooMany) {
		t.Errorf("one too many: %v", err)
	}
	if err := v.come("192.0.2.8", now); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	if err := v.come("192.0.2.7", now.Add(time.Minute)); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
