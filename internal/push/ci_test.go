package push_test

import (
	"testing"

	"syncd/internal/model"
	"syncd/internal/push"
)

// The environments are those that the vendors' pages describe; see ci.go for which.
func TestFromCI(t *testing.T) {
	for name, c := range map[string]struct {
		env    map[string]string
		system string
		want   push.Params
	}{
		"at home": {map[string]string{"BUILD_NUMBER": "7"}, "", push.Params{}},
		"github push": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/heads/release/1.4", "GITHUB_REF_NAME": "release/1.4", "GITHUB_REF_TYPE": "branch", "GITHUB_HEAD_REF": "",
			"GITHUB_SHA": "0a1b2c3", "GITHUB_RUN_NUMBER": "812", "GITHUB_RUN_ID": "1658821493", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/shop"},
			"GitHub Actions", push.Params{Context: model.Context{Branch: "release/1.4", Build: "812", Commit: "0a1b2c3", URL: "https://github.com/acme/shop/actions/runs/1658821493"}}},
		"github pull request": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/pull/7/merge", "GITHUB_REF_NAME": "7/merge", "GITHUB_REF_TYPE": "branch", "GITHUB_HEAD_REF": "feature/cart",
			"GITHUB_BASE_REF": "main", "GITHUB_SHA": "0a1b2c3", "GITHUB_RUN_NUMBER": "812"},
			"GitHub Actions", push.Params{PullRequest: "7", Context: model.Context{Branch: "feature/cart", Build: "812", Commit: "0a1b2c3"}}},
		"github merge queue": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/heads/gh-readonly-queue/main/pr-7-0a1b", "GITHUB_REF_TYPE": "branch"},
			"GitHub Actions", push.Params{Context: model.Context{Branch: "gh-readonly-queue/main/pr-7-0a1b"}}},
		"github tag": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/tags/v1.4.0", "GITHUB_REF_NAME": "v1.4.0", "GITHUB_REF_TYPE": "tag"},
			"GitHub Actions", push.Params{Context: model.Context{Branch: "tags/v1.4.0"}}},
		"gitlab branch": {map[string]string{"GITLAB_CI": "true", "CI_COMMIT_BRANCH": "main", "CI_COMMIT_REF_NAME": "main", "CI_PIPELINE_IID": "812", "CI_PIPELINE_ID": "99001", "CI_COMMIT_SHA": "0a1b2c3",
			"CI_JOB_URL": "https://gitlab.example/acme/shop/-/jobs/5", "CI_PIPELINE_URL": "https://gitlab.example/acme/shop/-/pipelines/99001"},
			"GitLab CI", push.Params{Context: model.Context{Branch: "main", Build: "812", Commit: "0a1b2c3", URL: "https://gitlab.example/acme/shop/-/jobs/5"}}},
		"gitlab merge request": {map[string]string{"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "feature/cart", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
			"CI_COMMIT_REF_NAME": "feature/cart", "CI_PIPELINE_IID": "812", "CI_COMMIT_SHA": "0a1b2c3", "CI_PIPELINE_URL": "https://gitlab.example/p/1"},
			"GitLab CI", push.Params{PullRequest: "7", Context: model.Context{Branch: "feature/cart", Build: "812", Commit: "0a1b2c3", URL: "https://gitlab.example/p/1"}}},
		"gitlab tag": {map[string]string{"GITLAB_CI": "true", "CI_COMMIT_TAG": "v1.4.0", "CI_COMMIT_REF_NAME": "v1.4.0"},
			"GitLab CI", push.Params{Context: model.Context{Branch: "tags/v1.4.0"}}},
		"circle branch": {map[string]string{"CIRCLECI": "true", "CIRCLE_BRANCH": "main", "CIRCLE_BUILD_NUM": "812", "CIRCLE_SHA1": "0a1b2c3", "CIRCLE_BUILD_URL": "https://circleci.com/gh/acme/shop/812"},
			"CircleCI", push.Params{Context: model.Context{Branch: "main", Build: "812", Commit: "0a1b2c3", URL: "https://circleci.com/gh/acme/shop/812"}}},
		"circle pull request": {map[string]string{"CIRCLECI": "true", "CIRCLE_BRANCH": "feature/cart", "CIRCLE_BUILD_NUM": "812", "CIRCLE_PULL_REQUEST": "https://github.com/acme/shop/pull/7"},
			"CircleCI", push.Params{PullRequest: "7", Context: model.Context{Branch: "feature/cart", Build: "812"}}},
		"circle fork": {map[string]string{"CIRCLECI": "true", "CIRCLE_BRANCH": "pull/7", "CIRCLE_PR_NUMBER": "7", "CIRCLE_PULL_REQUEST": "https://github.com/acme/shop/pull/7"},
			"CircleCI", push.Params{PullRequest: "7", Context: model.Context{Branch: "pull/7"}}},
		"circle tag": {map[string]string{"CIRCLECI": "true", "CIRCLE_TAG": "v1.4.0"}, "CircleCI", push.Params{Context: model.Context{Branch: "tags/v1.4.0"}}},
		"azure branch": {map[string]string{"TF_BUILD": "True", "BUILD_SOURCEBRANCH": "refs/heads/release/1.4", "BUILD_SOURCEBRANCHNAME": "1.4", "BUILD_BUILDNUMBER": "20261122.3", "BUILD_BUILDID": "812",
			"BUILD_SOURCEVERSION": "0a1b2c3", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/", "SYSTEM_TEAMPROJECT": "Web Shop"},
			"Azure Pipelines", push.Params{Context: model.Context{Branch: "release/1.4", Build: "20261122.3", Commit: "0a1b2c3", URL: "https://dev.azure.com/acme/Web%20Shop/_build/results?buildId=812"}}},
		"azure pull request": {map[string]string{"TF_BUILD": "True", "BUILD_SOURCEBRANCH": "refs/pull/123/merge", "BUILD_SOURCEBRANCHNAME": "merge", "SYSTEM_PULLREQUEST_SOURCEBRANCH": "refs/heads/feature/cart",
			"SYSTEM_PULLREQUEST_PULLREQUESTID": "123", "BUILD_BUILDNUMBER": "20261122.3", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI": "https://tfs.example/", "SYSTEM_TEAMPROJECT": "shop", "BUILD_BUILDID": "9"},
			"Azure Pipelines", push.Params{PullRequest: "123", Context: model.Context{Branch: "feature/cart", Build: "20261122.3", URL: "https://tfs.example/shop/_build/results?buildId=9"}}},
		"azure with github": {map[string]string{"TF_BUILD": "True", "BUILD_SOURCEBRANCH": "refs/pull/7/merge", "SYSTEM_PULLREQUEST_SOURCEBRANCH": "feature/cart",
			"SYSTEM_PULLREQUEST_PULLREQUESTID": "512834", "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER": "7"},
			"Azure Pipelines", push.Params{PullRequest: "7", Context: model.Context{Branch: "feature/cart"}}},
		"azure tag": {map[string]string{"TF_BUILD": "True", "BUILD_SOURCEBRANCH": "refs/tags/v1.4.0"}, "Azure Pipelines", push.Params{Context: model.Context{Branch: "tags/v1.4.0"}}},
		"jenkins multibranch": {map[string]string{"JENKINS_URL": "https://ci.example/", "BRANCH_NAME": "main", "GIT_BRANCH": "main", "BUILD_NUMBER": "812", "GIT_COMMIT": "0a1b2c3", "BUILD_URL": "https://ci.example/job/shop/job/main/812/"},
			"Jenkins", push.Params{Context: model.Context{Branch: "main", Build: "812", Commit: "0a1b2c3", URL: "https://ci.example/job/shop/job/main/812/"}}},
		"jenkins pull request": {map[string]string{"JENKINS_URL": "https://ci.example/", "BRANCH_NAME": "PR-7", "CHANGE_ID": "7", "CHANGE_BRANCH": "feature/cart", "CHANGE_TARGET": "main", "BUILD_NUMBER": "812"},
			"Jenkins", push.Params{PullRequest: "7", Context: model.Context{Branch: "feature/cart", Build: "812"}}},
		"jenkins job": {map[string]string{"JENKINS_URL": "https://ci.example/", "GIT_BRANCH": "origin/release/1.4", "BUILD_NUMBER": "812"},
			"Jenkins", push.Params{Context: model.Context{Branch: "release/1.4", Build: "812"}}},
		"jenkins tag": {map[string]string{"JENKINS_URL": "https://ci.example/", "BRANCH_NAME": "v1.4.0", "TAG_NAME": "v1.4.0"}, "Jenkins", push.Params{Context: model.Context{Branch: "tags/v1.4.0"}}},
		"gitlab runner on a jenkins agent": {map[string]string{"GITLAB_CI": "true", "JENKINS_URL": "https://ci.example/", "CI_COMMIT_BRANCH": "main", "BUILD_NUMBER": "1"},
			"GitLab CI", push.Params{Context: model.Context{Branch: "main"}}},
	} {
		got, system := push.FromCI(func(name string) string { return c.env[name] })
		if got != c.want || system != c.system {
			t.Errorf("%s: %s\n got %+v\nwant %+v", name, system, got, c.want)
		}
	}
}
