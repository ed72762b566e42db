package site

import "slices"

// Attach adds files to an issue.
func (s *Site) Attach(a Actor, idOrKey string, files []Attachment) ([]Attachment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "CREATE_ATTACHMENTS", "You do not have permission to create attachments for this issue.")
	if refusal != nil {
		return nil, refusal
	}
	if len(i.Attachments)+len(files) > s.limits.Attachments {
		return nil, refuse(413, "The issue has reached its limit of %d attachments.", s.limits.Attachments)
	}
	next := i.edit()
	var items []Change
	var names []string
	for n := range files {
		files[n].ID, files[n].Author, files[n].Created = s.next("attachment", 10000), a.User.AccountID, s.stamp(a.At)
		items = append(items, Change{Field: "Attachment", FieldID: "attachment", To: idText(files[n].ID), ToText: files[n].Filename})
		names = append(names, files[n].Filename)
	}
	if len(names) == 0 {
		return nil, refuse(400, "No files were sent; the multipart parts must be named 'file'.")
	}
	next.Attachments = append(next.Attachments, files...)
	s.commit(a, next, change{verb: VerbAttachment, items: items, history: true, touch: true})
	return files, nil
}

// Attachment finds a file on an issue that the actor may see.
func (s *Site) Attachment(a Actor, id string) (Attachment, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, n := range s.order {
		i := s.issues[n].now
		if i == nil || !s.sees(a.User, i) {
			continue
		}
		for _, file := range i.Attachments {
			if idText(file.ID) == id {
				return file, nil
			}
		}
	}
	return Attachment{}, refuse(404, "The attachment with id '%s' does not exist.", id)
}

// RemoveAttachment deletes a file from the issue that has it.
func (s *Site) RemoveAttachment(a Actor, id string) error {
	file, err := s.Attachment(a, id)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.order {
		i := s.issues[n].now
		if i == nil || !slices.ContainsFunc(i.Attachments, func(f Attachment) bool { return f.ID == file.ID }) {
			continue
		}
		if i, refusal := s.openFor(a, i.Key, "CREATE_ATTACHMENTS", "You do not have permission to delete attachments of this issue."); refusal != nil {
			return refusal
		} else if file.Author != a.User.AccountID && !s.May(a.User, s.project(i), "ADMINISTER_PROJECTS") {
			return refuse(403, "You do not have permission to delete attachments of this issue.")
		}
		next := i.edit()
		next.Attachments = slices.DeleteFunc(next.Attachments, func(f Attachment) bool { return f.ID == file.ID })
		s.commit(a, next, change{verb: VerbAttachmentDelete, history: true, touch: true,
			items: []Change{{Field: "Attachment", FieldID: "attachment", From: id, FromText: file.Filename}}})
		return nil
	}
	return refuse(404, "The attachment with id '%s' does not exist.", id)
}
