// Package jiratest is the tour that every gateway to Jira takes: all that package
// jira promises of readers and writers, against a simulated site that loses answers,
// refuses, delays and limits. A new gateway hands in how it is built; what is special
// about its wire format stays in its own tests. For tests only.
//
// Every stop runs in a bubble of virtual time, under each of the gateway's base
// addresses. What was written is read from the site's audit, never from the gateway,
// and a stop that leaves a mutation unmentioned fails: a gateway must not do more
// than it was told to.
package jiratest

import (
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"syncd/internal/jira"
)

// Gateway is a Jira in all its roles.
type Gateway interface {
	jira.Reader
	jira.Inspector
	jira.Writer
	jira.Linker
	jira.Attacher
	jira.Prober
	jira.Planner
	jira.Editor
}

// Site is where a gateway is to go, and as whom.
type Site struct {
	Base        *url.URL
	Transport   http.RoundTripper
	User, Token string
}

// Suite is what the tour needs to know of a kind of gateway.
type Suite struct {
	// Open builds a gateway as the house does: over the whole chain of httpx, with its
	// defaults.
	Open func(*testing.T, Site) Gateway
	// Bases are the addresses of the simulated site; one should have a path.
	Bases []string
	// Edition is which of Jira's it speaks to.
	Edition Edition
	// Search and Read are how the templates of the endpoints for these end.
	Search, Read string
	// Published: every request and every answer must fit what Atlassian publishes of the
	// edition's API. There is no such document of Data Center that is open to use.
	Published bool
}

// stop is one stop of the tour.
type stop struct {
	name string
	see  func(*World)
}

// tour is the order in which a newcomer would want to see things.
var tour = []stop{
	{"myself", myself}, {"meta", meta}, {"meta unknown type", metaType}, {"meta project not there", metaProject},
	{"meta linking off", metaLinks},
	{"server", server}, {"permissions", permissions}, {"projects", projects}, {"types", types}, {"search by type", searchTypes},
	{"search pages", searchPages}, {"search while people work", searchMoves}, {"search max", searchMax},
	{"search values stay values", searchValues}, {"search account's zone", searchZone}, {"search lag", searchLag},
	{"search what is planned", searchPlanned},
	{"versions", versions}, {"sprints", sprints}, {"sprints not to be seen", sprintsUnseen}, {"sprints of issues", sprintsOfIssues}, {"history of labels", labelHistory},
	{"read many", readMany}, {"read what is left", readLost}, {"read details", readDetails},
	{"create", createOne}, {"create links both ways", createLinks}, {"create bulk", createBulk},
	{"create bulk in part", createPartly}, {"create bulk not at all", createNone}, {"create too many", createTooMany},
	{"create hostile text", createHostile}, {"create empty text", createEmpty},
	{"create markdown", createMarkdown}, {"create long text", createLong},
	{"lost creates", lostCreates}, {"late create", lateCreate}, {"lost reads", lostReads}, {"lost edits", lostEdits},
	{"lost steps", lostSteps}, {"unsent create", unsentCreate}, {"deadline", deadline}, {"cancelled", cancelled},
	{"rate limits", rateLimits}, {"rate limited for long", rateLimitedLong}, {"server errors", serverErrors},
	{"login refused", loginRefused}, {"token expired", tokenExpired}, {"forbidden", forbidden},
	{"pages of HTML", pagesOfHTML}, {"sent elsewhere", sentElsewhere}, {"conflict and size", conflictAndSize},
	{"edit", edit}, {"edit refused", editRefused}, {"transitions", transitions}, {"transitions not allowed", transitionsDenied},
	{"edit labels of others", editLabels}, {"edit screen", editScreen}, {"edit silently", editSilently},
	{"fields named", fieldsNamed}, {"fields both ways", fieldsBothWays}, {"fields with hostile text", fieldsHostile}, {"fields of the site", fieldsOfTheSite},
	{"fields refused here", fieldsRefused}, {"fields in a bulk create", fieldsInBulk}, {"fields off the screen", fieldsOffScreen},
	{"fields asked for", fieldsAsked},
	{"archived", archived}, {"project archived", projectArchived}, {"project renamed", projectRenamed}, {"restricted", restricted},
	{"attach", attach}, {"attach lost", attachLost}, {"attach refused", attachRefused},
	{"closed as duplicate", closedAsDuplicate}, {"a long way to closed", longWay},
	{"move", move}, {"comment", comment}, {"comments of people", commentsOfPeople},
	{"remote link", remoteLink}, {"remote link refused", remoteLinkRefused}, {"remote link removed", remoteLinkRemoved}, {"link issues", linkIssues}, {"link refused", linkRefused},
}

// Run takes a gateway through the tour.
func Run(t *testing.T, s Suite) {
	t.Helper()
	var all tape
	for _, base := range s.Bases {
		t.Run(base, func(t *testing.T) {
			for _, stop := range tour {
				t.Run(stop.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						w := s.open(t, base, &all)
						stop.see(w)
						w.nothingElse()
						all.stops++
					})
				})
			}
		})
	}
	if all.stops == len(s.Bases)*len(tour) {
		t.Run("guide", func(t *testing.T) { guide(t, s, &all) })
	}
	if s.Published {
		t.Run("contract", func(t *testing.T) { contract(t, &all) })
	}
}
