package rule

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
)

// span is the function duration("30m"): the one way to write a length of time in an
// expression, in the spelling of the configuration. expr's own knows no days.
func span() expr.Option {
	return expr.Function("duration", func(args ...any) (any, error) {
		return parseSpan(args[0].(string))
	}, new(func(string) time.Duration))
}

// spanPart is a number and its unit.
var spanPart = regexp.MustCompile(`^(\d+)(w|d|h|ms|m|s)`)

// units are the spans of the letters, of which a day always has 24 hours.
var units = map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour,
	"m": time.Minute, "s": time.Second, "ms": time.Millisecond}

// parseSpan reads a duration such as 30m, 1h30m or 14d.
func parseSpan(text string) (time.Duration, error) {
	var total time.Duration
	for rest := text; rest != "" || text == ""; {
		m := spanPart.FindStringSubmatch(rest)
		if m == nil {
			return 0, fmt.Errorf("%q is no duration: write it as in 30m, 1h30m or 14d", text)
		}
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || n > int64((math.MaxInt64-total)/units[m[2]]) {
			return 0, fmt.Errorf("%q is too long a duration", text)
		}
		total, rest = total+time.Duration(n)*units[m[2]], rest[len(m[0]):]
	}
	return total, nil
}

// spans refuses durations that cannot be read when the expression is compiled: the
// sample need not lead to them.
type spans struct{ err error }

// Visit looks at one node of the expression.
func (s *spans) Visit(node *ast.Node) {
	call, ok := (*node).(*ast.CallNode)
	if !ok || len(call.Arguments) != 1 {
		return
	}
	name, ok := call.Callee.(*ast.IdentifierNode)
	text, literal := call.Arguments[0].(*ast.StringNode)
	if ok && literal && name.Value == "duration" {
		_, err := parseSpan(text.Value)
		s.err = errors.Join(s.err, err)
	}
}
