import type { Operation } from '../operation.js';
import { area, json, value } from './notation.js';

const { post } = area('Search', false);
const text = { type: 'string' } as const;
const number = { type: 'integer' } as const;

/** Search across what the user may see. */
export const SEARCH: readonly Operation[] = [
  post(
    'search.query',
    '/search/query',
    'Search messages, events, files, list items and people',
    [
      'Mail.Read',
      'Calendars.Read',
      'Files.Read.All',
      'Sites.Read.All',
      'Chat.Read',
      'Acronym.Read.All',
      'Bookmark.Read.All',
      'QnA.Read.All',
      'ExternalItem.Read.All',
    ],
    {
      body: json({
        type: 'object',
        required: ['requests'],
        properties: {
          requests: {
            type: 'array',
            items: {
              type: 'object',
              required: ['entityTypes', 'query'],
              properties: {
                entityTypes: {
                  type: 'array',
                  items: { ...text, enum: ['message', 'event', 'driveItem', 'listItem', 'person'] },
                },
                query: { type: 'object', required: ['queryString'], properties: { queryString: text } },
                from: { ...number, description: 'How many hits to leave out' },
                size: { ...number, description: 'How many hits to return' },
                fields: { type: 'array', items: text },
              },
            },
          },
        },
      }),
      answer: value({
        type: 'object',
        required: ['value'],
        properties: {
          value: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                searchTerms: { type: 'array', items: text },
                hitsContainers: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      total: number,
                      moreResultsAvailable: { type: 'boolean' },
                      hits: {
                        type: 'array',
                        items: {
                          type: 'object',
                          properties: {
                            hitId: text,
                            rank: number,
                            summary: text,
                            resource: { type: 'object', description: 'What was found' },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      }),
    },
  ),
];
