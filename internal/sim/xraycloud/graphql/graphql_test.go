package graphql_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"syncd/internal/sim/xraycloud/graphql"
)

// echo answers every field with what it was asked for.
type echo struct{}

func (echo) Resolve(field string, args graphql.Args) (any, error) {
	switch field {
	case "one":
		return echo{}, nil
	case "many":
		return []any{echo{}, nil, echo{}}, nil
	}
	raw, err := json.Marshal(args)
	return field + string(raw), err
}

const small = `
"a text" type Query { say(text: String, times: Int, deep: In, list: [[String!]]!): String one: Query many: [Query!] }
input In { must: Int! may: [In] }
`

// answered parses, checks and runs a request.
func answered(t *testing.T, query string, vars map[string]any) string {
	t.Helper()
	schema, err := graphql.ParseSchema(small)
	if err != nil {
		t.Fatal(err)
	}
	doc, fault := graphql.Parse(query)
	if fault != nil {
		return fault.Message
	}
	op, fault := doc.Operation("")
	if fault != nil {
		return fault.Message
	}
	if faults := schema.Check(op); len(faults) > 0 {
		return faults[0].Message
	}
	given, faults := schema.Variables(op, vars)
	if len(faults) > 0 {
		return faults[0].Message
	}
	out, _ := schema.Run(op, echo{}, given)
	raw, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		query string
		vars  map[string]any
		want  string
	}{
		{`{ say(list:[]) }`, nil, `{"say":"say{\"list\":[]}"}`},
		{"# a comment\nquery Named ($l: [[String!]]! = [[\"x\"]]) { b: say(list: $l, text: \"\\u00e4\\n\\\"\") , a: say(list: $l) }", nil,
			`{"b":"say{\"list\":[[\"x\"]],\"text\":\"ä\\n\\\"\"}","a":"say{\"list\":[[\"x\"]]}"}`},
		{`{ one{ one{ many{ __typename } } } }`, nil, `{"one":{"one":{"many":[{"__typename":"Query"},null,{"__typename":"Query"}]}}}`},
		{`query($n:Int!){ say(list:"x", times:$n, deep:{must:$n, may:{must:1}}) }`, map[string]any{"n": 3.0}, `{"say":"say{\"deep\":{\"may\":{\"must\":1},\"must\":3},\"list\":\"x\",\"times\":3}"}`},
		{`query($n:Int!){ say(list:[], times:$n) }`, map[string]any{"n": 3.5}, `Variable "$n" got invalid value; Int cannot represent value: 3.5`},
		{`query($t:String){ say(list:[], text:$t) }`, nil, `{"say":"say{\"list\":[]}"}`},
		{`{ say(list:[], text:"""a "block" here""") }`, nil, `{"say":"say{\"list\":[],\"text\":\"a \\\"block\\\" here\"}"}`},
		{`{ say(list:[null]) }`, nil, `{"say":"say{\"list\":[null]}"}`},
		{`{ say(list:[[null]]) }`, nil, `Expected value of type "String!", found null.`},
		{`{ say(list:null) }`, nil, `Expected value of type "[[String!]]!", found null.`},
		{`{ say(list:[], deep:{may:[]}) }`, nil, `Field "In.must" of required type "Int!" was not provided.`},
		{`{ say(list:[], deep:{must:1, more:2}) }`, nil, `Field "more" is not defined by type "In".`},
		{`{ say(list:[], text:WORD) }`, nil, `String cannot represent value: WORD`},
		{`{ say(list:[], list:[]) }`, nil, `There can be only one argument named "list".`},
		{`{ a: say(list:[]) a: say(list:[["x"]]) }`, nil, `Fields "a" conflict. Use different aliases on the fields to fetch both.`},
		{`query($a:Query){ say(list:[], text:$a) }`, nil, `Variable "$a" cannot be of type "Query".`},
		{`{ say(list:[]) @skip(if:true) }`, nil, `This simulator reads no directives.`},
		{`subscription{ say }`, nil, `This simulator reads no subscriptions.`},
		{`{ }`, nil, `Syntax Error: Expected name, found "}".`},
		{`{ say(list:[], times:1e400) }`, nil, `Syntax Error: Invalid number "1e400".`},
		{`{ say(text:"open) }`, nil, `Syntax Error: Unterminated string.`},
		{strings.Repeat("{one", 100), nil, `Syntax Error: nested too deeply.`},
		{``, nil, `Syntax Error: Expected {, found "<EOF>".`},
	} {
		if got := answered(t, c.query, c.vars); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.query, got, c.want)
		}
	}
}

func TestSchemaIsWhole(t *testing.T) {
	raw, err := os.ReadFile("../schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := graphql.ParseSchema(string(raw)); err != nil {
		t.Error(err)
	}
	for text, says := range map[string]string{`type A { b: C }`: "unknown type C", `type A { b(c: D): String }`: "unknown type D", "type A {\n b }": "line 2", `enum A { B }`: "Unexpected", `type`: "Expected name"} {
		if _, err := graphql.ParseSchema(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzParse: nothing that a client sends brings the simulator down, and what is read can be checked and run.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{ say(list:[]) }`, `query A($n:[Int!]! = [1, -2.5e3]){ x: one{ say(list:$n, deep:{must:1}) } }`, "{ a(b:\"\\u00e4\"\"\"\"\n\"\"\") }", `mutation{ a(b:$c, d:null, e:TRUE) }`, "\ufeff#\r\n{a}"} {
		f.Add(seed)
	}
	schema, err := graphql.ParseSchema(small)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = graphql.ParseSchema(text) // whatever comes of it
		doc, fault := graphql.Parse(text)
		if fault != nil {
			if fault.Message == "" || fault.Locations[0].Line < 1 || fault.Locations[0].Column < 1 {
				t.Fatalf("a fault without words or place: %+v", fault)
			}
			return
		}
		for _, op := range doc.Operations {
			if len(schema.Check(op)) > 0 || op.Kind == "mutation" {
				continue
			}
			vars, faults := schema.Variables(op, map[string]any{"n": 1.0})
			if len(faults) > 0 {
				continue
			}
			out, _ := schema.Run(op, echo{}, vars)
			if _, err := json.Marshal(out); err != nil {
				t.Fatal(err)
			}
		}
	})
}
