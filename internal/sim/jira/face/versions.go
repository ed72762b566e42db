package face

import "encoding/json"

func GetVersion(c *Call) (int, any, error) {
	v := c.Site.Version(c.Path("id"))
	if v == nil || c.Site.Project(c.Actor.User, v.ProjectID) == nil {
		return 0, nil, Missing("Could not find version for id '%s'", c.Path("id"))
	}
	return 200, c.Version(v), nil
}

func CreateVersion(c *Call) (int, any, error) {
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	v, err := c.Site.CreateVersion(c.Actor, raw)
	if err != nil {
		return 0, nil, err
	}
	return 201, c.Version(v), nil
}

func EditVersion(c *Call) (int, any, error) {
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	v, err := c.Site.EditVersion(c.Actor, c.Path("id"), raw)
	if err != nil {
		return 0, nil, err
	}
	return 200, c.Version(v), nil
}

// SwapVersion deletes a version and gives its issues others instead.
func SwapVersion(c *Call) (int, any, error) {
	var body struct {
		Fix      json.Number `json:"moveFixIssuesTo"`
		Affected json.Number `json:"moveAffectedIssuesTo"`
	}
	if err := c.Decode(&body); err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.RemoveVersion(c.Actor, c.Path("id"), string(body.Fix), string(body.Affected))
}

// DeleteVersion is what Data Center does not have any more.
func DeleteVersion(c *Call) (int, any, error) {
	return 204, nil, c.Site.RemoveVersion(c.Actor, c.Path("id"), c.Query("moveFixIssuesTo"), c.Query("moveAffectedIssuesTo"))
}
