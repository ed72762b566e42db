package source_test

import (
	"fmt"
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// BenchmarkDoor passes ten thousand results, one in ten of them failing with a trace.
func BenchmarkDoor(b *testing.B) {
	s, err := secret.NewScrubber([]secret.Kind{secret.Email, secret.Token, secret.Card}, nil)
	if err != nil {
		b.Fatal(err)
	}
	var batch model.Batch
	for i := range 10_000 {
		batch.Cases = append(batch.Cases, model.Case{Title: fmt.Sprintf("guest %d can pay by card", i), Class: "com.acme.shop.Checkout", Name: fmt.Sprintf("guest%d", i), File: "src/test/Checkout.java"})
		r := model.Result{Outcome: model.Passed, Environment: "staging"}
		if i%10 == 0 {
			r.Failure = &model.Failure{Type: "AssertionError", Message: fmt.Sprintf("expected 200 but was %d", i),
				Detail: strings.Repeat("at com.acme.shop.Checkout.pay(Checkout.java:42)\n", 40) + fmt.Sprint(i)}
		}
		batch.Results = append(batch.Results, r)
	}
	door := source.Door{Scrub: s, People: source.DropPeople}.Guard(fixed{batch: batch})
	for b.Loop() {
		if _, err := door.Fetch(b.Context(), source.Request{}); err != nil {
			b.Fatal(err)
		}
	}
}
