package testrail

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Refusal is what a client is told instead of an answer.
type Refusal struct {
	Status int    // of HTTP
	Text   string // for people
}

func (r *Refusal) Error() string { return r.Text }

// bad is a 400: something is not there, or not as it must be.
func bad(format string, args ...any) *Refusal {
	return &Refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// required is how TestRail asks for what is missing.
func required(field string) *Refusal { return bad("Field :%s is a required field.", field) }

// invalid is how TestRail says that something is not what it should be.
func invalid(field, what string) *Refusal { return bad("Field :%s is not a valid %s.", field, what) }

// The refusals whose words are known from clients and trackers.
var (
	noProject = &Refusal{http.StatusForbidden, "The requested project does not exist or you do not have the permissions to access it."}
	noLogin   = &Refusal{http.StatusUnauthorized, "Authentication failed: invalid or missing user/password or session cookie."}
	noTest    = bad("No (active) test found for the run/case combination.")
	away      = &Refusal{http.StatusConflict, "This TestRail instance is currently in maintenance mode, please try the request again in a few minutes"}
	garbled   = bad("Invalid or incomplete JSON string in API request.")
)

// unknown is the refusal of a method that does not exist.
func unknown(method string) *Refusal {
	return &Refusal{http.StatusNotFound, fmt.Sprintf("Unknown method '%s'", method)}
}

// writeJSON answers with a document.
func writeJSON(w http.ResponseWriter, status int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // own types only
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// A client that went away is no fault of ours.
	_, _ = w.Write(append(raw, '\n'))
}
