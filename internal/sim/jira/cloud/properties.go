package cloud

import (
	"encoding/json"
	"io"
	"maps"
	"slices"

	"syncd/internal/sim/jira/site"
)

func propertyKeys(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	keys := slices.Sorted(maps.Keys(i.Properties))
	return 200, Document{"keys": mapped(keys, func(k string) Document {
		return Document{"key": k, "self": c.api("issue/%s/properties/%s", i.Key, k)}
	})}, nil
}

func getProperty(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	v, ok := i.Properties[c.path("propertyKey")]
	if !ok {
		return 0, nil, site.NoProperty(c.path("propertyKey"))
	}
	return 200, Document{"key": c.path("propertyKey"), "value": v}, nil
}

func setProperty(c *Call) (int, any, error) {
	raw, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody))
	if err != nil || !json.Valid(raw) {
		return 0, nil, bad("The property value is not valid JSON.")
	}
	fresh, err := c.Site.SetProperty(c.Actor, c.issueKey(), c.path("propertyKey"), raw)
	if err != nil {
		return 0, nil, err
	}
	if fresh {
		return 201, nil, nil
	}
	return 200, nil, nil
}

func deleteProperty(c *Call) (int, any, error) {
	return 204, nil, c.Site.DeleteProperty(c.Actor, c.issueKey(), c.path("propertyKey"))
}
