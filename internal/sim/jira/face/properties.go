package face

import (
	"encoding/json"
	"io"
	"maps"
	"slices"

	"syncd/internal/sim/jira/site"
)

func PropertyKeys(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	keys := slices.Sorted(maps.Keys(i.Properties))
	return 200, Document{"keys": Mapped(keys, func(k string) Document {
		return Document{"key": k, "self": c.API("issue/%s/properties/%s", i.Key, k)}
	})}, nil
}

func GetProperty(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	v, ok := i.Properties[c.Path("propertyKey")]
	if !ok {
		return 0, nil, site.NoProperty(c.Path("propertyKey"))
	}
	return 200, Document{"key": c.Path("propertyKey"), "value": v}, nil
}

func SetProperty(c *Call) (int, any, error) {
	raw, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody))
	if err != nil || !json.Valid(raw) {
		return 0, nil, Bad("The property value is not valid JSON.")
	}
	fresh, err := c.Site.SetProperty(c.Actor, c.IssueKey(), c.Path("propertyKey"), raw)
	if err != nil {
		return 0, nil, err
	}
	if fresh {
		return 201, nil, nil
	}
	return 200, nil, nil
}

func DeleteProperty(c *Call) (int, any, error) {
	return 204, nil, c.Site.DeleteProperty(c.Actor, c.IssueKey(), c.Path("propertyKey"))
}
